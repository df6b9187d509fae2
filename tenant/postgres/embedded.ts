import { execFileSync } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, totalmem } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { locateBinaries } from './embedded-binaries'
import { freePort } from './free-port'
import { endOrphan, isOrphan } from './orphaned-server'
import { answers, runningServer, SUPERUSER, serverGone, untilAnswers, urlFor } from './running-server'
import { supervise } from './supervise'
import { type Unprivileged, unprivileged } from './unprivileged'

/** A Postgres that comes with this project, for a machine without one. */
export interface EmbeddedPostgres {
  /** The address of the cluster's superuser, on its `postgres` database. */
  adminUrl: string
  /** Whether this call started the server. `stop` leaves a server running that it did not start. */
  started: boolean
  /** Resolves when the server ends, for any reason. */
  exited: Promise<unknown>
  /** The last lines of the server's output; empty for a server that ran already. */
  lastWords(): string
  stop(): Promise<void>
}

/** A server started for a command ends with the command, so no other process joins it. */
export type StartedFor = 'bank' | 'command'

interface StartOptions {
  startedFor?: StartedFor
  /** The port to listen on; any free port by default. */
  port?: number
  /** Whether to give up when the server ends while starting. Such a server has ten minutes to start. */
  once?: boolean
  /** Settings beside those that every server has, or in place of them: a later one counts. */
  settings?: Record<string, string>
}

const PATIENCE_MS = 60_000
/** After a crash the server first replays its log since the last checkpoint. */
const RECOVERY_MS_MAX = 600_000
const WORDS_CHARACTERS = 4_000

/**
 * Starts the embedded server on `folder`, joins a bank's server that runs there, or waits until a command's server has
 * ended. A server that no lifeline holds any more would run for ever, so it is stopped and started anew.
 * @param password the superuser's, because other users of this machine can reach the port
 * @throws Error in one line if the binaries are missing or the server does not start in time
 */
export async function startEmbeddedPostgres(
  folder: string,
  password: string,
  { startedFor = 'bank', port, once = false, settings = {} }: StartOptions = {},
): Promise<EmbeddedPostgres> {
  const data = resolve(folder)
  const binaries = await locateBinaries()
  mkdirSync(dirname(data), { recursive: true })
  const run = unprivileged(data, binaries.postgres)
  if (!existsSync(join(data, 'PG_VERSION'))) initialise(data, password, binaries.initdb, run)

  const deadline = Date.now() + (once ? RECOVERY_MS_MAX : PATIENCE_MS)
  const more = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  let words = ''
  while (Date.now() < deadline) {
    const joined = await joinRunning(data, password)
    if (joined) return joined
    if (runningServer(data, password)) {
      // The server is starting, stopping, or a command's. Its pid file exists until it has ended.
      await sleep(100)
      continue
    }
    const at = port ?? (await freePort())
    const server = supervise({
      ...run.wrap(binaries.postgres, [
        '-D',
        data,
        '-p',
        String(at),
        '-c',
        `cluster_name=${startedFor}`,
        ...SETTINGS,
        ...more,
      ]),
      signals: { gentle: 'INT', hard: 'QUIT', graceSeconds: 10 },
      output: (chunk) => {
        words = (words + chunk).slice(-WORDS_CHARACTERS)
      },
    })
    const adminUrl = urlFor(at, password)
    let gone = false
    server.exited.then(() => {
      gone = true
    })
    if (await untilAnswers(adminUrl, () => gone || Date.now() > deadline))
      return { adminUrl, started: true, exited: server.exited, lastWords: () => words.trim(), stop: server.stop }
    await server.stop()
    if (once) break
    await sleep(200)
  }
  if (!words)
    throw new Error(
      `The embedded Postgres in ${data} runs and cannot be joined: a command still uses it, or secrets.json is not its own.`,
    )
  throw new Error(`The embedded Postgres in ${data} did not start. Its last words:\n${words.trim()}`)
}

/** The bank's server that runs on this folder; null where none runs, or none that may be joined. */
async function joinRunning(data: string, password: string): Promise<EmbeddedPostgres | null> {
  const running = runningServer(data, password)
  if (!running) return null
  const { adminUrl, pid } = running
  if (isOrphan(pid)) await endOrphan(pid)
  else if (await answers(adminUrl, "current_setting('cluster_name') <> 'command'"))
    return { adminUrl, started: false, exited: serverGone(data, password), lastWords: () => '', stop: async () => {} }
  return null
}

/**
 * Megabytes: an eighth of what this machine or container has, since a book that grows out of them costs half as much again
 * for each transfer. Postgres takes what it uses.
 */
function sharedBuffers(): number {
  const bytes = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY)
  return Math.min(1024, Math.max(128, Math.floor(bytes / 8 / 2 ** 20)))
}

const SETTINGS = [
  '-c listen_addresses=127.0.0.1',
  '-c unix_socket_directories=',
  '-c max_connections=200',
  `-c shared_buffers=${sharedBuffers()}MB`,
  '-c timezone=UTC',
].flatMap((setting) => setting.split(' '))

/**
 * Makes the cluster in a folder beside its place and moves the finished one there, so that a killed start harms
 * nothing.
 */
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
