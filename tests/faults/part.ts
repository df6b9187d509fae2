import { execFileSync } from 'node:child_process'
import { type Supervised, type SuperviseOptions, supervise } from '@/tenant/postgres/supervise'

const WORDS_KEPT = 200_000
const AGAIN_MS = 1_000

/** How a part of the bank is started; asked anew at every start. */
export type Start = () => Pick<SuperviseOptions, 'command' | 'args' | 'env' | 'cwd'>

/** A process of the bank that can be killed, frozen and started again. It never outlives this one. */
export class Part {
  #running: Supervised | null = null
  #words = ''
  #told = false
  frozen = false

  /** @param isKept whether it is started again when it has ended by itself, as `npm start` does; its words then say so */
  constructor(
    readonly name: string,
    private readonly start: Start,
    private readonly isKept = false,
  ) {}

  /** The last of what it has said, over all its lives. */
  get words(): string {
    return this.#words
  }

  get isRunning(): boolean {
    return this.#running !== null
  }

  run(): void {
    if (this.#running) return
    this.#told = false
    const running = supervise({
      ...this.start(),
      signals: { gentle: 'TERM', hard: 'KILL', graceSeconds: 14 },
      output: (chunk) => {
        this.#words = (this.#words + chunk).slice(-WORDS_KEPT)
      },
    })
    this.#running = running
    running.exited.then(() => {
      if (this.#running === running) this.#running = null
      this.frozen = false
      if (this.isKept && !this.#told) setTimeout(() => this.#again(), AGAIN_MS)
    })
  }

  #again(): void {
    if (this.#told || this.#running) return
    this.#words += '--- it ended by itself, and is started again ---\n'
    this.run()
  }

  /** SIGKILL, and waits until it is gone. */
  async kill(): Promise<void> {
    this.#told = true
    const running = this.#running
    if (!running) return
    this.#signal('SIGKILL')
    await running.exited
  }

  /** SIGTERM, and waits until it has ended by itself or its grace is over. */
  async stop(): Promise<void> {
    this.#told = true
    this.thaw()
    await this.#running?.stop()
  }

  freeze(): void {
    if (this.#signal('SIGSTOP')) this.frozen = true
  }

  thaw(): void {
    if (this.frozen) this.#signal('SIGCONT')
    this.frozen = false
  }

  /** Resolves when it has ended, whoever ended it; true at once if it does not run. */
  async ended(withinMs: number): Promise<boolean> {
    if (!this.#running) return true
    const late = new Promise<false>((resolve) => setTimeout(resolve, withinMs, false).unref())
    return Promise.race([this.#running.exited.then(() => true as const), late])
  }

  #signal(signal: NodeJS.Signals): boolean {
    const shell = this.#running?.child.pid
    if (!shell) return false
    const pids = childrenOf(shell).filter((child) => !child.command.includes('lifeline.sh'))
    for (const { pid } of pids) sendSignal(pid, signal)
    return pids.length > 0
  }
}

/** Sends a signal, to a process that may be gone already. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It is gone.
  }
}

/** The processes whose parent is `parent`, with their command lines. */
export function childrenOf(parent: number): { pid: number; command: string }[] {
  const table = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' })
  return table.split('\n').flatMap((line) => {
    const [, pid, ppid, command = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? []
    return Number(ppid) === parent ? [{ pid: Number(pid), command }] : []
  })
}
