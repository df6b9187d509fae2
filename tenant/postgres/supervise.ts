import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'

const LIFELINE = fileURLToPath(new URL('./lifeline.sh', import.meta.url))
const UNDER_LIFELINE = new URL('../process/under-lifeline.mjs', import.meta.url).href

const LINE_CHARACTERS_MAX = 64 * 1024

export interface Supervised {
  child: ChildProcess
  /** Resolves with the exit code once the command has ended, for any reason. */
  exited: Promise<number | null>
  /** Asks the command to stop, and waits until it has ended. A second call waits too. */
  stop(): Promise<void>
}

export interface SuperviseOptions {
  command: string
  args: string[]
  env?: NodeJS.ProcessEnv
  cwd?: string
  /** First the gentle signal, then, after `graceSeconds`, the hard one. */
  signals: { gentle: 'TERM' | 'INT'; hard: 'KILL' | 'QUIT'; graceSeconds: number }
  /** Gets the command's output in whole lines. Lines of standard output and standard error never mix. */
  output: (lines: string, stream: 'stdout' | 'stderr') => void
  uid?: number
  gid?: number
}

/**
 * Starts a command that cannot outlive this process, neither after a clean stop nor after a SIGKILL (lifeline.sh). One of Node's
 * does not outlive the lifeline either (under-lifeline.mjs). The
 * command has a session of its own, so that a Ctrl-C in the terminal reaches only the starter, which then stops its
 * parts in their order.
 */
export function supervise({ command, args, env, cwd, signals, output, uid, gid }: SuperviseOptions): Supervised {
  const watched = command === process.execPath ? ['--import', UNDER_LIFELINE, ...args] : args
  const child = spawn(
    'sh',
    [LIFELINE, signals.gentle, signals.hard, String(signals.graceSeconds), command, ...watched],
    {
      env: env ?? process.env,
      cwd,
      uid,
      gid,
      detached: true,
      stdio: 'pipe',
    },
  )
  inLines(child.stdout, (lines) => output(lines, 'stdout'))
  inLines(child.stderr, (lines) => output(lines, 'stderr'))
  // The pipe breaks when the command ends by itself; `exited` reports that.
  child.stdin.on('error', () => {})
  const exited = once(child, 'exit').then(([code]) => code as number | null)
  // Otherwise the process at the lifeline would wait for as long as this process lives.
  exited.then(() => child.stdin?.destroy())
  return {
    child,
    exited,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.stdin.write('stop\n')
      await exited
    },
  }
}

/** Passes on whole lines. A line without an end is passed on at the stream's end, or when it gets too long. */
function inLines(stream: Readable, handle: (lines: string) => void): void {
  let begun = ''
  stream.setEncoding('utf8')
  stream.on('data', (chunk: string) => {
    const text = begun + chunk
    const end = text.length > LINE_CHARACTERS_MAX ? text.length : text.lastIndexOf('\n') + 1
    begun = text.slice(end)
    if (end > 0) handle(text.slice(0, end))
  })
  stream.on('end', () => begun && handle(`${begun}\n`))
}
