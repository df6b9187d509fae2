import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifyLedger } from '@/db/verify'
import { moveApproval } from '@/lib/approvals/move-approval'
import { openApproval } from '@/lib/approvals/open-approval'
import { postTransfer } from '@/lib/ledger/post-transfer'
import { Refusal } from '@/lib/ledger/refusal'
import { letAiyaAsk } from '../support/bank/approvals'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'
import { approvedBy, openAccount, passDay } from '../support/ledger/ledger'
import { LedgerModel } from '../support/ledger/ledger-model'
import { type Order, placesOf, type Step, step } from '../support/ledger/ledger-steps'

const TRANSFER_LIMIT = 500_000n
const DAILY_LIMIT = 1_500_000n
const RUNS = 12
const STEPS_MAX = 40

/** How an order reaches the ledger: in a statement of its own, or in one with somebody else's. */
type Way = 'alone' | 'together'

let bank: SeededBank
/** An order of nobody in the steps, which any of theirs can be posted together with. */
let companion: Order
beforeAll(async () => {
  Object.assign(process.env, { TRANSFER_LIMIT: '5000.00', DAILY_LIMIT: '15000.00' })
  bank = await openSeededBank()
  const carol = { id: randomUUID() }
  await bank.sql`INSERT INTO customers (id, subject, name) VALUES (${carol.id}, 'auth0|carol', 'Carol')`
  const from = await openAccount(bank, carol, { name: 'From', opening: 1_000_000n })
  const to = await openAccount(bank, carol, { name: 'To' })
  const order = { fromAccountId: from.id, toAccountId: to.id, amountMinor: 1n, currency: 'USD', memo: null }
  companion = { customerId: carol.id, order }
})
afterAll(() => bank.close())

const codeOf = (error: unknown): string => {
  if (error instanceof Refusal) return error.code
  throw error
}

/** Whether a step's transfer and its companion's were written in one commit. */
let shared = false

/** How often each answer was given. */
const answers: Record<string, number> = {}

function agree(ledgers: string | boolean, models: string | boolean | null): void {
  expect(ledgers).toBe(models)
  answers[String(ledgers)] = (answers[String(ledgers)] ?? 0) + 1
}

/** Takes the steps one after the other in the ledger and in the model, and holds every answer against the model's. */
class Run {
  private readonly places = placesOf(bank)
  private readonly asked: (Order & { id: string })[] = []
  private readonly sent: (Order & { key: string })[] = []
  constructor(
    private readonly model: LedgerModel,
    private readonly way: Way,
  ) {}

  async take(next: Step): Promise<void> {
    if (next.kind === 'transfer') {
      const sent = { ...this.places.filled(next), key: this.places.keyAt(next.key) }
      this.sent.push(sent)
      return this.send(sent)
    }
    if (next.kind === 'ask') return this.ask(this.places.filled(next))
    if (next.kind === 'again') {
      const sent = this.sent.at(-1 - next.sent)
      return sent && this.send(sent)
    }
    const approval = this.asked[next.approval % this.asked.length]
    if (!approval) return
    const { id, customerId, order } = approval
    if (next.kind === 'cancel') return agree(await moveApproval(id, 'cancelled'), this.model.cancel(id))
    const brought = next.other ? { ...order, amountMinor: order.amountMinor + 1n } : order
    const answer = await this.post(brought, approvedBy({ id: customerId }, id), id)
    agree(answer, this.model.post(customerId, brought, id, true))
  }

  private async send({ customerId, order, key }: Order & { key: string }): Promise<void> {
    const answer = await this.post(order, { kind: 'session', customerId }, key)
    agree(answer, this.model.post(customerId, order, key))
  }

  private async post(...sent: Parameters<typeof postTransfer>): Promise<string> {
    const answer = postTransfer(...sent).then(said, codeOf)
    if (this.way === 'together') {
      const [{ customerId, order }, key] = [companion, randomUUID()]
      agree(await postTransfer(order, { kind: 'session', customerId }, key).then(said, codeOf), 'posted')
      this.model.post(customerId, order, key)
      if (!shared && (await answer) === 'posted') shared = (await commitsOf([sent[2], key])) === 1
    }
    return answer
  }

  private async ask({ customerId, order }: Order): Promise<void> {
    const waiting = this.model.waitingFor(customerId, order)
    const expected = waiting ? null : this.model.refusesApproval(customerId, order)
    const request = { customerId, order, chatId: randomUUID(), toolCallId: 'call' }
    await letAiyaAsk(customerId)
    const answer = await openApproval(request).then(({ id, joined }) => ({ id, joined }), codeOf)
    if (typeof answer === 'string') return agree(answer, expected)
    expect(expected).toBeNull()
    expect(answer.joined).toBe(waiting !== undefined)
    if (waiting) return expect(answer.id).toBe(waiting)
    this.model.opened(answer.id, customerId, order)
    this.asked.push({ id: answer.id, customerId, order })
  }
}

/** Brings about each answer that must have been met, whatever the random steps happen to meet. */
const between = { route: { who: 'alice' as const, from: 0, to: 1 }, currency: 'USD' }
const EXAMPLE: Step[] = [
  { kind: 'transfer', ...between, amount: 100n, key: 0 },
  { kind: 'again', sent: 0 },
  { kind: 'transfer', ...between, amount: TRANSFER_LIMIT, key: 1 },
  { kind: 'ask', ...between, amount: 100n },
  { kind: 'cancel', approval: 0 },
]

const said = ({ replayed }: { replayed: boolean }) => (replayed ? 'replayed' : 'posted')

async function startOver(): Promise<void> {
  await bank.sql`UPDATE approvals SET status = 'cancelled' WHERE status IN ('requested', 'pending', 'approved')`
  await passDay(bank)
}

test.each<Way>(['alone', 'together'])(
  'whatever is asked %s, the ledger answers as a few lines of arithmetic would',
  async (way) => {
    const property = fc.asyncProperty(fc.array(step, { maxLength: STEPS_MAX, size: 'max' }), async (steps) => {
      const model = await new LedgerModel(TRANSFER_LIMIT, DAILY_LIMIT).read(bank)
      const run = new Run(model, way)
      for (const next of steps) await run.take(next)
      const actual = await new LedgerModel(0n, 0n).read(bank)
      expect(actual.accounts).toEqual(model.accounts)
    })
    await fc.assert(property.beforeEach(startOver), { numRuns: RUNS, examples: [[EXAMPLE]] })
    expect((await verifyLedger(bank.ownerUrl)).differences).toEqual([])
    // A run that met only refusals, or none, would prove little.
    expect(shared).toBe(way === 'together')
    expect(Object.keys(answers)).toEqual(expect.arrayContaining(['posted', 'replayed', 'insufficient_funds', 'true']))
  },
)

async function commitsOf(keys: string[]): Promise<number> {
  const [row] = await bank.sql<{ commits: number }[]>`
    SELECT count(DISTINCT xmin::text)::int AS commits FROM transfers WHERE idempotency_key IN ${bank.sql(keys)}`
  return row?.commits ?? 0
}
