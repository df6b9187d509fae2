import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { bundled } from '../programs/bundled'

/** A business as a process of its own, which a test may kill. */
export interface ServiceProcess {
  url: string
  /** All that it has written. */
  output(): string
  /** Resolves with the exit code, or the signal that ended it. */
  ended(): Promise<number | string | null>
  kill(signal: 'SIGKILL' | 'SIGTERM'): void
}

/** On a machine that is busy with other tests, a process may need many seconds to start. */
const READY_MS_MAX = 90_000

/**
 * Starts `services/<name>` with this environment, and waits until it answers.
 * @throws Error with its output if it ends before
 */
export async function startService(name: string, env: Record<string, string>): Promise<ServiceProcess> {
  const { PATH = '', HOME = '' } = process.env
  const child: ChildProcess = spawn(process.execPath, [bundled(name)], {
    env: { PATH, HOME, NODE_ENV: 'test', BAINK_PROCESS: name, LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk))
  const exit = once(child, 'exit').then(([code, signal]) => code ?? signal)
  const url = String(env.SERVICE_URL)
  const deadline = performance.now() + READY_MS_MAX
  while (!(await fetch(`${url}/api/health/live`).catch(() => null))?.ok) {
    if (child.exitCode !== null || performance.now() > deadline) {
      child.kill('SIGKILL')
      throw new Error(`the ${name} did not start: ${output}`)
    }
    await sleep(30)
  }
  return { url, output: () => output, ended: () => exit, kill: (signal) => child.kill(signal) }
}
