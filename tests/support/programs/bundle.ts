import { mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build, type Plugin } from 'esbuild'
import peggy from 'peggy'
import { SOURCE } from '@/lib/offline-model/parser'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

const PROGRAMS = {
  agent: 'agent/main.ts',
  brokerage: 'services/brokerage/main.ts',
  shop: 'services/shop/main.ts',
  tenant: 'tenant/server.ts',
  worker: 'lib/offline-model/worker.ts',
}

/**
 * What is made at each start from the sources is made once here: the parser, and what opens the thread on its sources.
 * What stands beside a source is still read there.
 */
const madeOnce: Plugin = {
  name: 'made once',
  setup({ onLoad }) {
    onLoad({ filter: /\/lib\/offline-model\/parser\.ts$/ }, () => ({
      contents: peggy.generate(SOURCE[0], { ...SOURCE[1], output: 'source', format: 'es' }).concat(PARSER),
    }))
    onLoad({ filter: /\/(services|tenant)\/.*\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8')
      return { contents: source.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path))), loader: 'ts' }
    })
    onLoad({ filter: /\/lib\/offline-model\/open-worker\.ts$/ }, () => ({ contents: OPEN_WORKER }))
  },
}
const PARSER = `\nexport const parser = { parse: peg$parse, SyntaxError: peg$SyntaxError }`
const OPEN_WORKER = `
  import { Worker } from 'node:worker_threads'
  export const openWorker = () => new Worker(new URL('./worker.mjs', import.meta.url))`

/**
 * Writes each program into one file, NAME.mjs in the folder TEST_PROGRAMS, which starts many times as fast as its sources
 * do by tsx. For this process and those that it starts.
 * @returns what deletes the files again
 */
export async function bundlePrograms(): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'baink-programs-'))
  await build({
    absWorkingDir: ROOT,
    entryPoints: PROGRAMS,
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    plugins: [madeOnce],
    // Some of the libraries inside are CommonJS.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)" },
  })
  process.env.TEST_PROGRAMS = folder
  return () => rmSync(folder, { recursive: true, force: true })
}
