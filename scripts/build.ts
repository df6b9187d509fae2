import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** What `next build` reads. Tests and the tenant are not among it. */
const SOURCES = [
  'app',
  'lib',
  'db',
  'public',
  'proxy.ts',
  'instrumentation.ts',
  'next.config.ts',
  'postcss.config.mjs',
  'tsconfig.json',
  'package-lock.json',
]
const STAMP = '.next/built-from'
const LOCK = '.next/building'
const BUILD_MS_MAX = 10 * 60_000

/**
 * Builds the app for production unless the build at hand is of these very sources. Two starters take turns.
 * @throws Error with the build's own output if it fails.
 */
export async function buildIfChanged(say: (line: string) => void): Promise<void> {
  const sources = digestOfSources()
  if (isBuiltFrom(sources)) return
  const unlock = await lock()
  try {
    if (isBuiltFrom(sources)) return
    say('Building the app (once for each change of its sources; about half a minute) …')
    rmSync(STAMP, { force: true })
    await nextBuild()
    writeFileSync(STAMP, sources)
  } finally {
    unlock()
  }
}

function isBuiltFrom(sources: string): boolean {
  return existsSync(STAMP) && existsSync('.next/BUILD_ID') && readFileSync(STAMP, 'utf8') === sources
}

function digestOfSources(): string {
  const hash = createHash('sha256')
  for (const source of SOURCES.filter((name) => existsSync(name))) {
    const files = statSync(source).isDirectory() ? readdirSync(source, { recursive: true, encoding: 'utf8' }) : ['']
    for (const file of files.sort()) {
      const path = join(source, file)
      if (statSync(path).isFile()) hash.update(path).update('\0').update(readFileSync(path)).update('\0')
    }
  }
  return hash.digest('hex')
}

async function lock(): Promise<() => void> {
  mkdirSync('.next', { recursive: true })
  const deadline = Date.now() + BUILD_MS_MAX
  for (;;) {
    try {
      writeFileSync(LOCK, String(process.pid), { flag: 'wx' })
      return () => rmSync(LOCK, { force: true })
    } catch {
      if (Date.now() > deadline)
        throw new Error(`Another build has held ${LOCK} for ten minutes. Remove it if none runs.`)
      if (!isAlive(Number(readFileSync(LOCK, { encoding: 'utf8', flag: 'a+' })))) rmSync(LOCK, { force: true })
      await sleep(200)
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0)
  } catch {
    return false
  }
}

async function nextBuild(): Promise<void> {
  const env = { ...process.env, NODE_ENV: 'production' as const, NEXT_TELEMETRY_DISABLED: '1' }
  const build = spawn(process.execPath, ['node_modules/next/dist/bin/next', 'build'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [build.stdout, build.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk
    })
  }
  const [code] = await once(build, 'exit')
  if (code !== 0) throw new Error(`The build failed:\n${output}`)
}
