import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { supervise } from '@/tenant/postgres/supervise'
import { compressStatic } from './compress-static'
import { takeTurn } from './take-turn'

/** The files that `next build` reads. Tests and the tenant are not among them. */
const SOURCES = [
  'app',
  'lib',
  'db',
  'proxy.ts',
  'instrumentation.ts',
  'next.config.ts',
  'postcss.config.mjs',
  'tsconfig.json',
  'package-lock.json',
]
const STAMP = 'built-from'
/** A folder in `cache`, the one part of the build's folder that `next build` does not empty first. */
const TURN = 'cache/building'
const BUILD_MS_MAX = 10 * 60_000
/** `next build` writes its folder's name into these files. The name of the normal build must stay. */
const REWRITTEN = ['tsconfig.json', 'next-env.d.ts']

/** `faults` includes the crash points of lib/platform/crash-point.ts, for tests/faults. */
export type BuildKind = 'normal' | 'faults'

const FOLDERS: Record<BuildKind, string> = { normal: '.next', faults: '.next-faults' }

/**
 * Builds the app for production, unless the present build was made from the same sources. Two processes take turns.
 * @throws Error with the build's own output if it fails
 */
export async function buildIfChanged(say: (line: string) => void, kind: BuildKind = 'normal'): Promise<void> {
  const folder = FOLDERS[kind]
  const sources = digestOfSources()
  if (isBuiltFrom(sources, folder)) return
  const giveBack = await takeTurn(join(folder, TURN), BUILD_MS_MAX)
  try {
    if (isBuiltFrom(sources, folder)) return
    say('Building the app (once for each change of its sources; about half a minute) …')
    rmSync(join(folder, STAMP), { force: true })
    await (kind === 'faults' ? keeping(REWRITTEN, () => nextBuild(kind)) : nextBuild(kind))
    if (kind === 'normal') await compressStatic(join(folder, 'static'))
    writeFileSync(join(folder, STAMP), sources)
  } finally {
    giveBack()
  }
}

function isBuiltFrom(sources: string, folder: string): boolean {
  const stamp = join(folder, STAMP)
  return existsSync(stamp) && existsSync(join(folder, 'BUILD_ID')) && readFileSync(stamp, 'utf8') === sources
}

async function keeping(files: string[], work: () => Promise<void>): Promise<void> {
  const before = files.filter((file) => existsSync(file)).map((file) => ({ file, text: readFileSync(file) }))
  try {
    await work()
  } finally {
    for (const { file, text } of before) writeFileSync(file, text)
  }
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

/**
 * Runs under a lifeline. A build that outlived its starter would keep Next's lock, and the next start would fail on it.
 */
async function nextBuild(kind: BuildKind): Promise<void> {
  let output = ''
  const { child } = supervise({
    command: process.execPath,
    args: ['node_modules/next/dist/bin/next', 'build'],
    env: { ...process.env, BAINK_BUILD: kind, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    // An unfinished build is useless, so it is killed at once.
    signals: { gentle: 'TERM', hard: 'KILL', graceSeconds: 0 },
    output: (chunk) => {
      output += chunk
    },
  })
  // `close` and not `exit`: the last output may come after the exit.
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`The build failed:\n${output}`)
}
