import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { withConnection } from '@/db/connect'
import { freePort } from '@/tenant/postgres/free-port'
import { pgBackRestSettings } from './pgbackrest'

const OWNER = 'baink'
const STEP_MS_MAX = 15 * 60_000
const RECOVERY_MS_MAX = 10 * 60_000
const run = promisify(execFile)

/** A Postgres of Debian's for one drill, in a folder of its own, with an encrypted repository of backups beside it. */
export interface DrillServer {
  folder: string
  /** Of the database's owner, over the socket, which nobody else on this machine may open. */
  url: string
  repository: string
  backUp(): Promise<void>
  /** Waits until the log that was written so far is in the repository. */
  archived(): Promise<void>
  /** Ends the server as a crash does, and loses its disk. */
  lose(): Promise<void>
  /** Puts the files back; `start` then replays the log up to the moment. */
  restore(moment: string): Promise<void>
  start(): Promise<void>
  /** Waits until the restored server has replayed the log up to the moment, and takes writes. */
  recovered(): Promise<void>
  close(): Promise<void>
}

/** Postgres refuses to run as root; Debian's own user for it does then. */
const IS_ROOT = process.getuid?.() === 0
const USER = IS_ROOT ? 'postgres' : userInfo().username
const AS_POSTGRES = IS_ROOT ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups', '--'] : []

/** Makes the server, starts it, and begins its repository. @param binaries the folder of Postgres's programs */
export async function openDrillServer(binaries: string): Promise<DrillServer> {
  const folder = mkdtempSync(join(tmpdir(), 'baink-drill-'))
  const at = (name: string) => join(folder, name)
  const [port, password] = [await freePort(), randomBytes(24).toString('hex')]
  // Without the shell's own PG variables, which would lead Postgres's programs astray.
  const env: NodeJS.ProcessEnv = { NODE_ENV: 'production', PATH: process.env.PATH, HOME: folder, LANG: 'C.UTF-8' }
  const execute = (...words: string[]) => {
    const [program = '', ...rest] = [...AS_POSTGRES, ...words]
    return run(program, rest, { cwd: '/', env, timeout: STEP_MS_MAX })
  }
  const postgres = (program: string, ...words: string[]) => execute(join(binaries, program), ...words)
  const pgBackRest = (...words: string[]) =>
    execute('pgbackrest', `--config=${at('pgbackrest.conf')}`, '--stanza=bank', ...words)
  /** Works as the superuser, whom only this system user may be. */
  const administer = (text: string, database = 'postgres') =>
    postgres('psql', ...['-qX', '-v', 'ON_ERROR_STOP=1', '-h', folder, '-p', `${port}`, '-d', database, '-c', text])
  const start = async () => {
    await postgres('pg_ctl', 'start', '-w', '-s', '-D', at('postgres'), '-l', at('postgres.log'))
  }
  const stop = (mode: 'immediate' | 'fast') =>
    postgres('pg_ctl', 'stop', '-w', '-s', '-D', at('postgres'), '-m', mode).catch(() => {})
  const close = async () => {
    await stop('fast')
    rmSync(folder, { recursive: true, force: true })
  }
  const url = `postgres://${OWNER}:${password}@localhost:${port}/${OWNER}?host=${encodeURIComponent(folder)}`
  try {
    for (const name of ['repository', 'log', 'lock', 'spool', 'postgres']) mkdirSync(at(name), { mode: 0o700 })
    const places = { folder, port, user: USER, passphrase: randomBytes(32).toString('base64') }
    writeFileSync(at('pgbackrest.conf'), pgBackRestSettings(places), { mode: 0o600 })
    if (IS_ROOT) await run('chown', ['-R', 'postgres:postgres', folder])
    await postgres('initdb', '-D', at('postgres'), '-U', USER, '--encoding=UTF8', '--no-locale', '--data-checksums')
    // One's own system user over the socket, the owner with a password, and nobody over the network.
    writeFileSync(join(at('postgres'), 'pg_hba.conf'), `local all ${USER} peer\nlocal all all scram-sha-256\n`)
    writeFileSync(join(at('postgres'), 'postgresql.auto.conf'), postgresSettings(folder, port))
    await start()
    await administer(`CREATE ROLE ${OWNER} LOGIN CREATEROLE PASSWORD '${password}'`)
    await administer(`CREATE DATABASE ${OWNER} OWNER ${OWNER}`)
    await administer(`GRANT EXECUTE ON FUNCTION pg_switch_wal() TO ${OWNER}`, OWNER)
    await pgBackRest('stanza-create')
    await pgBackRest('check')
  } catch (error) {
    await close()
    throw error
  }

  return {
    folder,
    url,
    repository: at('repository'),
    start,
    close,
    async backUp() {
      await pgBackRest('--type=full', 'backup')
      // pgBackRest counts in seconds, and restores to no moment in the second in which the backup ended.
      await sleep(2_000)
    },
    async archived() {
      await withConnection(url, async (sql) => {
        const [{ segment }] = await sql<[{ segment: string }]>`SELECT pg_walfile_name(pg_switch_wal()) AS segment`
        await until(async () => {
          const [{ is }] = await sql<[{ is: boolean }]>`
            SELECT coalesce(last_archived_wal >= ${segment}, false) AS is FROM pg_stat_archiver`
          return is
        })
      })
    },
    async lose() {
      await stop('immediate')
      rmSync(at('postgres'), { recursive: true })
      mkdirSync(at('postgres'), { mode: 0o700 })
      if (IS_ROOT) await run('chown', ['postgres:postgres', at('postgres')])
    },
    async restore(moment) {
      await pgBackRest('--type=time', `--target=${moment}`, '--target-action=promote', 'restore')
    },
    async recovered() {
      await withConnection(url, (sql) =>
        until(async () => {
          const [{ is }] = await sql<[{ is: boolean }]>`SELECT pg_is_in_recovery() AS is`
          return !is
        }),
      )
    },
  }
}

/** Each segment of the log goes to the repository as soon as it is full, and after a minute at the latest. */
function postgresSettings(folder: string, port: number): string {
  const push = `pgbackrest --config=${join(folder, 'pgbackrest.conf')} --stanza=bank archive-push %p`
  return `listen_addresses = ''
unix_socket_directories = '${folder}'
unix_socket_permissions = 0700
port = ${port}
timezone = 'UTC'
archive_mode = on
archive_command = '${push}'
archive_timeout = 60
`
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const end = performance.now() + RECOVERY_MS_MAX; performance.now() < end; await sleep(50)) {
    if (await isSo()) return
  }
  throw new Error(`Nothing came of it in ${RECOVERY_MS_MAX / 1_000} s.`)
}
