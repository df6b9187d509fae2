import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Portal } from '../support/bank/portal'
import type { SeededBank } from '../support/bank/seeded-bank'
import { accountOf } from '../support/ledger/ledger'

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
  /** What came in place of an acknowledgement: a status, or the name of what broke. */
  troubles: string[]
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

/** Customers who move money at the bank's address, one order after the other. */
export class Traffic {
  readonly #sent: Sent[] = []
  readonly #begun = performance.now()
  readonly #workers: Promise<void>[]
  #over = false

  constructor(
    private readonly bank: SeededBank,
    private readonly portal: Portal,
    workers: number,
  ) {
    this.#workers = Array.from({ length: workers }, () => this.#work())
  }

  get acknowledged(): number {
    return this.#sent.filter(({ acknowledgedAt }) => acknowledgedAt !== null).length
  }

  /** Waits until so many more transfers were acknowledged. */
  async more(count: number): Promise<void> {
    const enough = this.acknowledged + count
    while (this.acknowledged < enough && !this.#over) await sleep(RETRY_MS)
  }

  /** Ends, and compares what was acknowledged with the book. */
  async end(): Promise<Outcome> {
    this.#over = true
    await Promise.all(this.#workers)
    const ended = performance.now()
    const rows = await this.bank.sql<{ memo: string; times: number }[]>`
      SELECT memo, count(*)::int AS times FROM transfers WHERE memo LIKE 'steady %' GROUP BY memo`
    const times = new Map(rows.map((row) => [row.memo, row.times]))
    const acknowledged = this.#sent.filter(({ acknowledgedAt }) => acknowledgedAt !== null)
    const moments = [this.#begun, ...acknowledged.map(({ acknowledgedAt }) => acknowledgedAt ?? 0), ended]
    moments.sort((one, other) => one - other)
    const memos = (found: Sent[]) => found.map(({ memo }) => memo)
    return {
      acknowledged: acknowledged.length,
      troubles: this.#sent.flatMap(({ troubles }) => troubles),
      lost: memos(acknowledged.filter(({ memo }) => !times.has(memo))),
      doubled: memos(this.#sent.filter(({ memo }) => (times.get(memo) ?? 0) > 1)),
      unacknowledged: memos(this.#sent.filter(({ acknowledgedAt }) => acknowledgedAt === null)),
      longestGapMs: Math.round(Math.max(...moments.slice(1).map((moment, n) => moment - (moments[n] ?? 0)))),
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
    const [from, to] = ['Checking', 'Savings'].sort(() => Math.random() - 0.5) as [string, string]
    const { alice } = this.bank
    const body = {
      ...{ fromAccountId: accountOf(alice, from).id, toAccountId: accountOf(alice, to).id },
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
      sent.troubles.push(trouble)
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
