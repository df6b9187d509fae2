import { Problem } from '@/lib/platform/http/problem'

const MINUTE_MS = 60_000

/** Counts calls in the current minute by subject: a customer, or an address before a customer is known. */
export class RateLimit {
  #minute = 0
  readonly #calls = new Map<string, number>()

  constructor(private readonly most: number) {}

  /** @throws Problem `rate_limited` with Retry-After */
  count(subject: string): void {
    const now = Date.now()
    const minute = Math.floor(now / MINUTE_MS)
    if (minute !== this.#minute) this.#calls.clear()
    this.#minute = minute
    const calls = (this.#calls.get(subject) ?? 0) + 1
    this.#calls.set(subject, calls)
    if (calls <= this.most) return
    const seconds = String(Math.ceil(((minute + 1) * MINUTE_MS - now) / 1_000))
    throw new Problem('rate_limited', {
      detail: `Please wait ${seconds} seconds.`,
      headers: { 'Retry-After': seconds },
    })
  }
}
