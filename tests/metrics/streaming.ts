import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { appendFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import postgres from 'postgres'
import { requirePrograms } from '@/scripts/debian-packages'
import { freePort } from '@/tenant/postgres/free-port'

const run = promisify(execFile)
const OWNER = 'owner'
/** Postgres refuses to run as root; Debian's own user for it does then. */
const IS_ROOT = process.getuid?.() === 0
const AS_POSTGRES = IS_ROOT ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups', '--'] : []

/** One server of several that stream from one to the others. */
export interface StreamingServer {
  /** Of the superuser. */
  url: string
  start(): Promise<void>
  /** Ends it as a crash does. */
  crash(): Promise<void>
  /** Asks this server alone. */
  ask(text: string): Promise<void>
}

/** The folder of Debian's Postgres, which has all programs of its own; null where none is installed. */
export function postgresFolder(): string | null {
  try {
    return requirePrograms({})
  } catch {
    return null
  }
}

/** Starts a primary and standbys that stream from it, in a folder that `close` removes. */
export async function openStreaming(
  binaries: string,
  standbys: number,
): Promise<{ primary: StreamingServer; standbys: StreamingServer[]; close(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'baink-streaming-'))
  if (IS_ROOT) await run('chown', ['postgres', folder])
  const program = (name: string, ...words: string[]) => {
    const [first = '', ...rest] = [...AS_POSTGRES, join(binaries, name), ...words]
    return run(first, rest, {
      cwd: '/',
      env: { NODE_ENV: 'test', PATH: process.env.PATH, HOME: folder, LANG: 'C.UTF-8' },
    })
  }
  const opened: StreamingServer[] = []
  const close = async () => {
    for (const server of opened.reverse()) await server.crash()
    rmSync(folder, { recursive: true, force: true })
  }
  const server = async (name: string, make: (at: string) => Promise<unknown>): Promise<StreamingServer> => {
    const [at, port] = [join(folder, name), await freePort()]
    await make(at)
    await appendFile(join(at, 'postgresql.auto.conf'), settingsFor(port, folder))
    const url = `postgres://${OWNER}:none@127.0.0.1:${port}/postgres`
    const made: StreamingServer = {
      url,
      start: async () => {
        await program('pg_ctl', 'start', '-w', '-s', '-D', at, '-l', `${at}.log`)
      },
      crash: async () => {
        await program('pg_ctl', 'stop', '-w', '-s', '-D', at, '-m', 'immediate').catch(() => {})
      },
      ask: async (text) => {
        const sql = postgres(url, { max: 1, onnotice: () => {} })
        await sql.unsafe(text).finally(() => sql.end())
      },
    }
    opened.push(made)
    await made.start()
    return made
  }
  try {
    const primary = await server('primary', (at) =>
      program('initdb', '-D', at, '-U', OWNER, '--auth=trust', '--no-sync'),
    )
    const copy = (at: string) =>
      program('pg_basebackup', '-d', primary.url, '-D', at, '-R', '-X', 'stream', '-c', 'fast', '--no-sync')
    const made: StreamingServer[] = []
    for (let n = 1; n <= standbys; n++) made.push(await server(`standby${n}`, copy))
    return { primary, standbys: made, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** A standby says each second how far it is, so that a test need not wait for it. */
const settingsFor = (port: number, folder: string) => `
listen_addresses = '127.0.0.1'
port = ${port}
unix_socket_directories = '${folder}'
fsync = off
wal_receiver_status_interval = '1s'
wal_retrieve_retry_interval = '500ms'
`
