/** npm passes the terminal's signal on too, so two signals within a second count as one. */
const ONE_MS = 1_000

/** The customer's Ctrl-C. The first one withdraws and waits for the answer; a later one leaves at once. */
export class Withdrawal {
  readonly #wanted = new AbortController()
  readonly #leaving = new AbortController()
  #at = Number.NEGATIVE_INFINITY

  /** Aborted once the customer wants to withdraw. */
  get wanted(): AbortSignal {
    return this.#wanted.signal
  }

  /** Aborted once the customer no longer wants to wait for the answer. */
  get leaving(): AbortSignal {
    return this.#leaving.signal
  }

  listen(): void {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => this.#told())
  }

  #told(): void {
    const before = this.#at
    this.#at = performance.now()
    if (this.#at - before < ONE_MS) return
    if (this.#wanted.signal.aborted) this.#leaving.abort()
    else this.#wanted.abort()
  }
}
