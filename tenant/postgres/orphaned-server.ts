import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

const LOOK_MS = 50
const GENTLE_MS_MAX = 10_000
const HARD_MS_MAX = 5_000

/**
 * Whether a running server has lost the process that would stop it: its parent is no lifeline
 * (tenant/postgres/lifeline.sh).
 */
export function isOrphan(pid: number): boolean {
  const parent = parentOf(pid)
  return parent !== null && !/\blifeline\.sh\b/.test(commandLineOf(parent))
}

/** Stops an orphan as its starter would have: running statements are cancelled, and committed data stays. */
export async function endOrphan(pid: number): Promise<void> {
  if (await end(pid, 'SIGINT', GENTLE_MS_MAX)) return
  await end(pid, 'SIGQUIT', HARD_MS_MAX)
}

async function end(pid: number, signal: 'SIGINT' | 'SIGQUIT', patienceMs: number): Promise<boolean> {
  const deadline = Date.now() + patienceMs
  try {
    process.kill(pid, signal)
    while (Date.now() < deadline) {
      await sleep(LOOK_MS)
      process.kill(pid, 0)
    }
    return false
  } catch {
    // No process has this number any more, or it belongs to another user.
    return true
  }
}

// The smallest Linux images have no `ps`, and macOS has no /proc.
const HAS_PROC = existsSync('/proc/self/stat')

/** The parent's process id; null where the process is gone. */
function parentOf(pid: number): number | null {
  // The second field is the command's name in brackets, which may hold any characters.
  const said = HAS_PROC ? read(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ')[1] : ps(pid, 'ppid=')
  return said ? Number(said) : null
}

function commandLineOf(pid: number): string {
  return HAS_PROC ? read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ') : ps(pid, 'args=')
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function ps(pid: number, column: string): string {
  return spawnSync('ps', ['-p', String(pid), '-o', column], { encoding: 'utf8' }).stdout?.trim() ?? ''
}
