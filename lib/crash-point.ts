import { readFileSync, rmSync } from 'node:fs'

/** The moments at which a process may die with the most harm. tests/faults kills it at each of them. */
export type CrashPoint = 'before_request' | 'request_sent' | 'pending' | 'token_received' | 'approved' | 'committed'

/**
 * Dies here, as by `kill -9`, if the fault harness has asked for it by name; or is told to stop here, if it has asked for
 * `<name> SIGTERM`. Does nothing in a normal build: next.config.ts puts the build's kind in as a constant, so that the
 * body is not even there (a test looks).
 */
export function crashPoint(name: CrashPoint): void {
  if (process.env.BAINK_BUILD === 'faults') dieIfAskedTo(name)
}

function dieIfAskedTo(name: CrashPoint): void {
  const file = process.env.BAINK_CRASH_FILE
  const [asked, signal = 'SIGKILL'] = (file ? read(file) : '').split(' ')
  if (!file || asked !== name) return
  // Once: the process that comes after this one lives.
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
