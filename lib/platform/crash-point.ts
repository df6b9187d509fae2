import { readFileSync, rmSync } from 'node:fs'

/** The moments at which the death of a process does the most harm. tests/faults kills it at each of them. */
export type CrashPoint =
  | 'before_request'
  | 'request_sent'
  | 'pending'
  | 'token_received'
  | 'approved'
  | 'committed'
  | 'order_received'
  | 'order_reserved'
  | 'token_exchanged'
  | 'payment_noted'
  | 'payment_answered'

/**
 * Kills the process here, as by `kill -9`, if the fault harness has named this point; or sends SIGTERM, if it has named
 * `<name> SIGTERM`. A normal build does nothing: next.config.ts makes the build's kind a constant, so that the body is
 * not even compiled in (a test checks that).
 */
export function crashPoint(name: CrashPoint): void {
  if (process.env.BAINK_BUILD === 'faults') dieIfAskedTo(name)
}

function dieIfAskedTo(name: CrashPoint): void {
  const file = process.env.BAINK_CRASH_FILE
  const [asked, signal = 'SIGKILL'] = (file ? read(file) : '').split(' ')
  if (!file || asked !== name) return
  // The file is removed first, so that the next process lives.
  rmSync(file, { force: true })
  process.kill(process.pid, signal)
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
