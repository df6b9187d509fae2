import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { basename, isAbsolute, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'

export const SUPERUSER = 'postgres'
const GONE_LOOK_MS = 200

/** A server that runs on a folder: its address and the process id of its postmaster. */
interface RunningServer {
  adminUrl: string
  pid: number
}

/** The server that runs on `folder` according to its pid file; null where none does. Never starts one. */
export function runningServer(folder: string, password: string): RunningServer | null {
  const pidFile = join(resolve(folder), 'postmaster.pid')
  if (!existsSync(pidFile)) return null
  const [pid, , , port] = readFileSync(pidFile, 'utf8').split('\n')
  // After a crash the number may belong to another program, and Postgres itself would then refuse to start.
  if (!isServerOf(Number(pid), resolve(folder))) {
    rmSync(pidFile, { force: true })
    return null
  }
  return { adminUrl: urlFor(Number(port), password), pid: Number(pid) }
}

/** Resolves when no server runs on `folder` any more. Does not keep this process alive. */
export async function serverGone(folder: string, password: string): Promise<void> {
  while (runningServer(folder, password)) await sleep(GONE_LOOK_MS, undefined, { ref: false })
}

/**
 * Whether the process is the server of this folder. Another cluster's server may have got the same number, but every
 * server is started with the name of its folder.
 */
function isServerOf(pid: number, data: string): boolean {
  // The smallest Linux images have no `ps`, and macOS has no /proc.
  if (existsSync('/proc/self')) {
    // /proc/PID/cwd would not do: root in a container may not read it for a server of another user.
    const commandLine = `/proc/${pid}/cmdline`
    const [program = '', ...args] = existsSync(commandLine) ? readFileSync(commandLine, 'utf8').split('\0') : []
    if (basename(program) !== 'postgres') return false
    const folder = (args.includes('-D') && args[args.indexOf('-D') + 1]) || ''
    return !isAbsolute(folder) || (existsSync(folder) && realpathSync(folder) === realpathSync(data))
  }
  const { stdout } = spawnSync('ps', ['-p', String(pid), '-o', 'args='], { encoding: 'utf8' })
  return /postgres/.test(stdout ?? '')
}

export function urlFor(port: number, password: string): string {
  return `postgres://${SUPERUSER}:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`
}

/** Whether a server answers and the SQL condition holds there. */
export async function answers(url: string, condition = 'true'): Promise<boolean> {
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

export async function untilAnswers(url: string, hopeless: () => boolean): Promise<boolean> {
  while (!hopeless()) {
    if (await answers(url)) return true
    await sleep(50)
  }
  return false
}
