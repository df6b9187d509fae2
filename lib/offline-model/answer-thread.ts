import { once } from 'node:events'
import type { Worker } from 'node:worker_threads'
import PQueue from 'p-queue'

interface Limits {
  /** An answer that takes longer is given up, and its thread ended. */
  answerMsMax: number
  startMsMax: number
  /** Questions without an answer yet. */
  openMax: number
}

/**
 * One thread that answers one question at a time, started with the first. It posts "ready" and then an answer to each
 * message. One that misses its deadline, or dies, is replaced; the question it had is given up and never asked again.
 */
export class AnswerThread<Question, Answer> {
  #thread: Worker | undefined
  readonly #questions = new PQueue({ concurrency: 1 })

  constructor(
    private readonly start: () => Worker,
    private readonly limits: Limits,
  ) {}

  /** Never throws: `busy` where too many are open already, `gave up` where this question took too long. */
  async answer(question: Question): Promise<Answer | 'busy' | 'gave up'> {
    if (this.#questions.size + this.#questions.pending >= this.limits.openMax) return 'busy'
    return await this.#questions.add(() => this.#ask(question))
  }

  async #ask(question: Question): Promise<Answer | 'gave up'> {
    const thread = this.#thread ?? this.start()
    // An idle thread keeps no process alive.
    thread.ref()
    try {
      if (thread !== this.#thread) await this.#ready(thread)
      thread.postMessage(question)
      return await messageOf<Answer>(thread, this.limits.answerMsMax)
    } catch {
      this.#forget(thread)
      return 'gave up'
    } finally {
      thread.unref()
    }
  }

  async #ready(thread: Worker): Promise<void> {
    this.#thread = thread
    thread.on('error', () => this.#forget(thread))
    // `once` ends with an error and with no other event, so each other end becomes one.
    thread.once('exit', () => thread.emit('error', new Error('The thread has ended.')))
    await messageOf(thread, this.limits.startMsMax)
  }

  #forget(thread: Worker): void {
    if (this.#thread === thread) this.#thread = undefined
    void thread.terminate()
  }
}

/** @throws where the thread ends first, or posts nothing for so many milliseconds. */
async function messageOf<Message>(thread: Worker, msMax: number): Promise<Message> {
  const [message] = await once(thread, 'message', { signal: AbortSignal.timeout(msMax) })
  return message
}
