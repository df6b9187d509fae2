import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { verifyLedger } from '@/db/verify'
import { moveApproval } from '@/lib/approvals/move-approval'
import { openApproval } from '@/lib/approvals/open-approval'
import { type Posting, postTransfer } from '@/lib/ledger/post-transfer'
import { Refusal } from '@/lib/ledger/refusal'
import { digestOf } from '@/lib/ledger/transfer-order'
import { letAiyaAsk } from '../bank/approvals'
import type { SeededBank } from '../bank/seeded-bank'
import { approvedBy } from './ledger'
import type { Order } from './ledger-steps'

interface Asked extends Order {
  id: string
  open: boolean
}

/**
 * Many users of one ledger at once. Records the acknowledged transfers, and can check at the end that the book agrees.
 * Any answer but a transfer or a refusal (a deadlock, a time-out, a broken constraint) fails at once.
 */
export class Crowd {
  readonly refusals: string[] = []
  readonly asked: Asked[] = []
  private readonly acknowledged: (Order & { key: string; posting: Posting })[] = []
  private readonly before = new Map<string, bigint>()
  constructor(private readonly bank: SeededBank) {}

  /** Records the balances before the first transfer. */
  async start(): Promise<this> {
    for (const [id, { balance }] of await balances(this.bank)) this.before.set(id, balance)
    return this
  }

  async send({ customerId, order }: Order, key: string): Promise<void> {
    const posting = await postTransfer(order, { kind: 'session', customerId }, key).catch((error) =>
      this.refused(error),
    )
    if (posting) this.acknowledged.push({ customerId, order, key, posting })
  }

  async ask({ customerId, order }: Order): Promise<void> {
    const request = { customerId, order, chatId: randomUUID(), toolCallId: 'call' }
    await letAiyaAsk(customerId)
    const approval = await openApproval(request).catch((error) => this.refused(error))
    if (approval && !approval.joined) this.asked.push({ id: approval.id, customerId, order, open: true })
  }

  async cancel(approval: Asked): Promise<void> {
    if (await moveApproval(approval.id, 'cancelled')) approval.open = false
  }

  /** Posts as the agent; `amountMinor` may differ from the approved amount. */
  async approve(approval: Asked, amountMinor = approval.order.amountMinor): Promise<void> {
    const { id, customerId } = approval
    const order = { ...approval.order, amountMinor }
    const posted = postTransfer(order, approvedBy({ id: customerId }, id), id)
    const posting = await posted.catch((error) => this.refused(error))
    if (!posting) return
    approval.open = false
    this.acknowledged.push({ customerId, order, key: id, posting })
  }

  private refused(error: unknown): null {
    if (!(error instanceof Refusal)) throw error
    this.refusals.push(error.code)
    return null
  }

  get postings(): number {
    return this.acknowledged.filter(({ posting }) => !posting.replayed).length
  }

  /** Checks that every key gave one transfer for one order, however often it was sent. */
  expectOneTransferPerKey(): void {
    for (const of of new Set(this.acknowledged.map(keyOf))) {
      const answers = this.acknowledged.filter((answer) => keyOf(answer) === of)
      expect(new Set(answers.map(({ posting }) => JSON.stringify(posting.transfer))).size).toBe(1)
      expect(new Set(answers.map(({ order }) => digestOf(order))).size).toBe(1)
      expect(answers.filter(({ posting }) => !posting.replayed)).toHaveLength(1)
    }
  }

  /**
   * Checks that the balances are those of the start plus every acknowledged transfer once, and that the holds are those
   * of the open approvals.
   */
  async expectBookToAgree(): Promise<void> {
    const expected = new Map([...this.before].map(([id, balance]) => [id, { balance, held: 0n }]))
    const at = (id: string) => expected.get(id) ?? { balance: 0n, held: 0n }
    for (const { order, posting } of this.acknowledged.filter(({ posting }) => !posting.replayed)) {
      expect(posting.transfer.fromAccountId).toBe(order.fromAccountId)
      at(order.fromAccountId).balance -= order.amountMinor
      at(order.toAccountId).balance += order.amountMinor
    }
    for (const { order } of this.asked.filter(({ open }) => open)) at(order.fromAccountId).held += order.amountMinor
    expect(await balances(this.bank)).toEqual(expected)
    expect((await verifyLedger(this.bank.ownerUrl)).differences).toEqual([])
  }
}

const keyOf = ({ customerId, key }: { customerId: string; key: string }) => customerId + key

async function balances({ sql }: SeededBank): Promise<Map<string, { balance: bigint; held: bigint }>> {
  const rows = await sql<{ id: string; balance: bigint; held: bigint }[]>`
    SELECT id, balance_minor AS balance, held_minor AS held FROM accounts`
  return new Map(rows.map(({ id, balance, held }) => [id, { balance, held }]))
}

/** Shares the work out to `workers` workers; each takes the next piece when it has finished one. */
export async function shareOut<T>(work: T[], workers: number, take: (piece: T) => Promise<void>): Promise<void> {
  const queue = [...work]
  await Promise.all(
    Array.from({ length: workers }, async () => {
      for (let piece = queue.shift(); piece !== undefined; piece = queue.shift()) await take(piece)
    }),
  )
}
