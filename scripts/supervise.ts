import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const LIFELINE = fileURLToPath(new URL('./lifeline.sh', import.meta.url))

export interface Supervised {
  child: ChildProcess
  /** Resolves with the exit code once the command is gone, whoever ended it. */
  exited: Promise<number | null>
  /** Asks the command to stop and waits until it is gone. Safe to call twice. */
  stop(): Promise<void>
}

export interface SuperviseOptions {
  command: string
  args: string[]
  env?: NodeJS.ProcessEnv
  cwd?: string
  /** First the gentle signal, then, after `graceSeconds`, the hard one. */
  signals: { gentle: 'TERM' | 'INT'; hard: 'KILL' | 'QUIT'; graceSeconds: number }
  /** `inherit` shows the command's output; a function receives it chunk by chunk. */
  output: 'inherit' | ((chunk: string) => void)
  uid?: number
  gid?: number
}

/**
 * Starts a command that cannot outlive this process: not after a clean stop, not after a SIGKILL (lifeline.sh).
 * It runs in a session of its own, so that a Ctrl-C in the terminal reaches only the starter, which then stops its
 * parts in their order.
 */
export function supervise({ command, args, env, cwd, signals, output, uid, gid }: SuperviseOptions): Supervised {
  const sink = output === 'inherit' ? 'inherit' : 'pipe'
  const child = spawn('sh', [LIFELINE, signals.gentle, signals.hard, String(signals.graceSeconds), command, ...args], {
    env: env ?? process.env,
    cwd,
    uid,
    gid,
    detached: true,
    stdio: ['pipe', sink, sink],
  })
  if (output !== 'inherit') {
    child.stdout?.on('data', (chunk: Buffer) => output(chunk.toString()))
    child.stderr?.on('data', (chunk: Buffer) => output(chunk.toString()))
  }
  // The pipe breaks when the command ends by itself: `exited` tells that story.
  child.stdin?.on('error', () => {})
  const exited = once(child, 'exit').then(([code]) => code as number | null)
  return {
    child,
    exited,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.stdin?.write('stop\n')
      await exited
    },
  }
}
