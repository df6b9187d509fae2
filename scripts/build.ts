import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { supervise } from './supervise'

/** What `next build` reads. Tests and the tenant are not among it. */
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
const LOCK = 'building'
const BUILD_MS_MAX = 10 * 60_000
/** `next build` writes its folder's name into these; the app's own build is to be the one that stays named. */
const REWRITTEN = ['tsconfig.json', 'next-env.d.ts']

/** `faults` has the crash points of lib/crash-point.ts in it, for tests/faults. */
export type BuildKind = 'normal' | 'faults'

const FOLDERS: Record<BuildKind, string> = { normal: '.next', faults: '.next-faults' }

/**
 * Builds the app for production unless the build at hand is of these very sources. Two starters take turns.
 * @throws Error with the build's own output if it fails.
 */
export async function buildIfChanged(say: (line: string) => void, kind: BuildKind = 'normal'): Promise<void> {
  const folder = FOLDERS[kind]
  const sources = digestOfSources()
  if (isBuiltFrom(sources, folder)) return
  const unlock = await lock(folder)
  try {
    if (isBuiltFrom(sources, folder)) return
    say('Building the app (once for each change of its sources; about half a minute) …')
    rmSync(join(folder, STAMP), { force: true })
    await (kind === 'faults' ? keeping(REWRITTEN, () => nextBuild(kind)) : nextBuild(kind))
    writeFileSync(join(folder, STAMP), sources)
  } finally {
    unlock()
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

async function lock(folder: string): Promise<() => void> {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, LOCK)
  const deadline = Date.now() + BUILD_MS_MAX
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' })
      return () => rmSync(file, { force: true })
    } catch {
      if (Date.now() > deadline)
        throw new Error(`Another build has held ${file} for ten minutes. Remove it if none runs.`)
      if (!isAlive(Number(readFileSync(file, { encoding: 'utf8', flag: 'a+' })))) rmSync(file, { force: true })
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

/** Under a lifeline: a build that outlived its starter would hold Next's own lock, and the next start would fail by it. */
async function nextBuild(kind: BuildKind): Promise<void> {
  let output = ''
  const { child } = supervise({
    command: process.execPath,
    args: ['node_modules/next/dist/bin/next', 'build'],
    env: { ...process.env, BAINK_BUILD: kind, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    // Half a build is of no use to anybody.
    signals: { gentle: 'TERM', hard: 'KILL', graceSeconds: 0 },
    output: (chunk) => {
      output += chunk
    },
  })
  // Not at its exit: its last words may come after that.
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`The build failed:\n${output}`)
}
