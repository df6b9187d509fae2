import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type postgres from 'postgres'
import type { Portal } from '../support/bank/portal'

const RETRY_MS = 50
/** Four workers at this pace leave the machine to the processes that start. */
const PAUSE_MS = 50
/** An order that no answer has acknowledged by then is a defect, and is reported as such. */
const PATIENCE_MS = 60_000
const ANSWER_MS_MAX = 20_000

/** A transfer that was sent under one key until an answer acknowledged it. */
interface Sent {
  memo: string
  acknowledgedAt: number | null
  troubles: Trouble[]
}

/** What came in place of an acknowledgement: a status, or the name of what broke. */
interface Trouble {
  at: number
  what: string
}

/** What became of all orders. */
export interface Outcome {
  acknowledged: number
  /** Attempts that were made again under the same key, with what they got. */
  troubles: string[]
  /** Acknowledged, and not in the book. */
  lost: string[]
  /** In the book more than once. */
  doubled: string[]
  unacknowledged: string[]
  /** The longest time without an acknowledged transfer. */
  longestGapMs: number
}

/** What happened between two moments. */
export interface Stretch {
  acknowledged: number
  troubles: number
  /** The longest time without an acknowledged transfer, where a pause that began before or ends after counts in full. */
  longestGapMs: number
}

/** Customers who move money at the bank's address, one order after the other. */
export class Traffic {
  readonly #sent: Sent[] = []
  readonly #begun = performance.now()
  readonly #workers: Promise<void>[]
  /** When the last worker had ended. */
  #ended: number | null = null
  #over = false

  /**
   * @param sql the owner's, to compare with the book
   * @param accounts the ids of the two accounts of this customer between which money goes to and fro
   */
  constructor(
    private readonly sql: postgres.Sql,
    private readonly portal: Portal,
    private readonly accounts: [string, string],
    workers: number,
  ) {
    this.#workers = Array.from({ length: workers }, () => this.#work())
  }

  get acknowledged(): number {
    return this.#sent.filter(({ acknowledgedAt }) => acknowledgedAt !== null).length
  }

  /** Waits until so many more transfers were acknowledged. @throws Error if that takes longer than an order may */
  async more(count: number): Promise<void> {
    const [enough, deadline] = [this.acknowledged + count, performance.now() + PATIENCE_MS]
    while (this.acknowledged < enough && !this.#over) {
      if (performance.now() > deadline)
        throw new Error(
          `only ${this.acknowledged + count - enough} of ${count} transfers were acknowledged in a minute`,
        )
      await sleep(RETRY_MS)
    }
  }

  /** Ends, and compares what was acknowledged with the book. */
  async end(): Promise<Outcome> {
    this.#over = true
    await Promise.all(this.#workers)
    const ended = performance.now()
    this.#ended = ended
    const rows = await this.sql<{ memo: string; times: number }[]>`
      SELECT memo, count(*)::int AS times FROM transfers WHERE memo LIKE 'steady %' GROUP BY memo`
    const times = new Map(rows.map((row) => [row.memo, row.times]))
    const acknowledged = this.#sent.filter(({ acknowledgedAt }) => acknowledgedAt !== null)
    const memos = (found: Sent[]) => found.map(({ memo }) => memo)
    return {
      acknowledged: acknowledged.length,
      troubles: this.#sent.flatMap(({ troubles }) => troubles.map(({ what }) => what)),
      lost: memos(acknowledged.filter(({ memo }) => !times.has(memo))),
      doubled: memos(this.#sent.filter(({ memo }) => (times.get(memo) ?? 0) > 1)),
      unacknowledged: memos(this.#sent.filter(({ acknowledgedAt }) => acknowledgedAt === null)),
      longestGapMs: this.between(this.#begun, ended).longestGapMs,
    }
  }

  /** What happened between two moments of `performance.now()`. */
  between(from: number, to: number): Stretch {
    const isHere = (moment: number) => moment >= from && moment < to
    const moments = this.#sent.flatMap(({ acknowledgedAt }) => (acknowledgedAt === null ? [] : [acknowledgedAt]))
    const edges = [this.#begun, ...moments.sort((one, other) => one - other), this.#ended ?? performance.now()]
    const gaps = edges.slice(1).map((end, n) => ({ start: edges[n] ?? 0, end }))
    const here = gaps.filter(({ start, end }) => end > from && start < to)
    return {
      acknowledged: moments.filter(isHere).length,
      troubles: this.#sent.flatMap(({ troubles }) => troubles).filter(({ at }) => isHere(at)).length,
      longestGapMs: Math.round(Math.max(0, ...here.map(({ start, end }) => end - start))),
    }
  }

  async #work(): Promise<void> {
    while (!this.#over) {
      const sent: Sent = { memo: `steady ${randomUUID()}`, acknowledgedAt: null, troubles: [] }
      this.#sent.push(sent)
      await this.#send(sent)
      await sleep(PAUSE_MS)
    }
  }

  async #send(sent: Sent): Promise<void> {
    const [fromAccountId, toAccountId] = [...this.accounts].sort(() => Math.random() - 0.5)
    const body = {
      ...{ fromAccountId, toAccountId },
      ...{ amount: '0.01', currency: 'USD', memo: sent.memo },
    }
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID() }
    const request = { method: 'POST', headers, body: JSON.stringify(body) }
    const deadline = performance.now() + PATIENCE_MS
    while (performance.now() < deadline) {
      const trouble = await this.#attempt(request)
      if (trouble === null) {
        sent.acknowledgedAt = performance.now()
        return
      }
      sent.troubles.push({ at: performance.now(), what: trouble })
      await sleep(RETRY_MS)
    }
  }

  /** @returns null where the transfer was acknowledged, else what came instead */
  async #attempt(request: RequestInit): Promise<string | null> {
    try {
      const signal = AbortSignal.timeout(ANSWER_MS_MAX)
      const response = await this.portal.fetch('/api/accounts/transfers', { ...request, signal })
      const text = await response.text()
      return response.status === 201 ? null : `${response.status} ${text.slice(0, 200)}`
    } catch (error) {
      return error instanceof Error ? `${error.name} ${error.message} ${String(error.cause ?? '')}` : 'error'
    }
  }
}
