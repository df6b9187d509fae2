import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifyLedger } from '@/db/verify'
import { openApproval } from '@/lib/approvals/open-approval'
import type { Authority } from '@/lib/ledger/authority'
import { postTransfer } from '@/lib/ledger/post-transfer'
import { Refusal } from '@/lib/ledger/refusal'
import type { TransferOrder } from '@/lib/ledger/transfer-order'
import { type Database, openDatabase } from '@/lib/platform/database/client'
import { Link } from '../faults/link'
import { letAiyaAsk } from '../support/bank/approvals'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'
import { accountOf, approvedBy, balanceOf, openAccount, orderFor, passDay } from '../support/ledger/ledger'

// What waits at the same moment is posted in one statement. Each order must be answered as if it had come alone.

let bank: SeededBank
let link: Link
let over: Database
beforeAll(async () => {
  Object.assign(process.env, { TRANSFER_LIMIT: '5000.00', DAILY_LIMIT: '6000.00' })
  bank = await openSeededBank()
  const url = new URL(String(process.env.DATABASE_URL))
  link = await Link.open(Number(url.port))
  url.port = String(link.port)
  over = openDatabase(url.href)
})
afterAll(async () => {
  await over.sql.end({ timeout: 1 })
  await link.close()
  await bank.close()
})

const byHand = (customer: { id: string }): Authority => ({ kind: 'session', customerId: customer.id })
const said = ({ replayed }: { replayed: boolean }) => (replayed ? 'replayed' : 'posted')
const codeOf = (error: unknown): string => {
  if (error instanceof Refusal) return error.code
  throw error
}
const answerTo = (order: TransferOrder, authority: Authority, key: string = randomUUID(), on?: Database) =>
  postTransfer(order, authority, key, on).then(said, codeOf)

const savings = () => accountOf(bank.alice, 'Savings')
const withMoney = (opening: bigint) => openAccount(bank, bank.alice, { name: randomUUID(), opening })

/** How many of these transfers were written in the commit that wrote most of them. */
async function largestCommit(authority: string, memo: string): Promise<number> {
  const [row] = await bank.sql<{ most: number }[]>`
    SELECT count(*)::int AS most FROM transfers WHERE authority = ${authority} AND memo = ${memo} GROUP BY xmin::text ORDER BY 1 DESC LIMIT 1`
  return row?.most ?? 0
}

test('each order is answered as if it had come alone, and what is good is one commit', async () => {
  await passDay(bank)
  const from = await withMoney(10_000n)
  const good = orderFor(from, savings(), '1.00')
  const memo = randomUUID()
  const [once, used] = [randomUUID(), randomUUID()]
  await answerTo(good, byHand(bank.alice), used)
  await letAiyaAsk(bank.alice.id)
  const request = {
    customerId: bank.alice.id,
    order: { ...good, memo: 'asked' },
    chatId: randomUUID(),
    toolCallId: 'call',
  }
  const { id: asked } = await openApproval(request)
  const bobs = accountOf(bank.bob, 'Savings')
  const answers = await Promise.all([
    answerTo({ ...good, memo }, byHand(bank.alice)),
    answerTo({ ...good, memo }, byHand(bank.alice), once),
    answerTo({ ...good, memo }, byHand(bank.alice), once),
    answerTo({ ...good, memo, amountMinor: 101n }, byHand(bank.alice), once),
    answerTo(good, byHand(bank.alice), used),
    answerTo({ ...good, amountMinor: 101n }, byHand(bank.alice), used),
    answerTo({ ...good, amountMinor: 9_999n }, byHand(bank.alice)),
    answerTo({ ...good, amountMinor: 500_001n }, byHand(bank.alice)),
    answerTo({ ...good, fromAccountId: bobs.id }, byHand(bank.alice)),
    answerTo({ ...good, toAccountId: bobs.id }, byHand(bank.alice)),
    answerTo({ ...good, toAccountId: randomUUID() }, byHand(bank.alice)),
    answerTo({ ...good, currency: 'EUR' }, byHand(bank.alice)),
    answerTo({ ...good, toAccountId: from.id }, byHand(bank.alice)),
    answerTo(request.order, approvedBy(bank.alice, asked), asked),
    answerTo({ ...good, memo }, approvedBy(bank.alice, once), randomUUID()),
    answerTo(orderFor(accountOf(bank.bob, 'Checking'), bobs, '1.00', { memo }), byHand(bank.bob)),
  ])
  expect([answers[1], answers[2], answers[3]].sort()).toEqual(expect.arrayContaining(['posted']))
  expect([answers[1], answers[2], answers[3]].filter((answer) => answer === 'posted')).toHaveLength(1)
  expect([answers[0], ...answers.slice(4)]).toEqual([
    'posted',
    'replayed',
    'idempotency_conflict',
    'insufficient_funds',
    'limit_exceeded',
    'account_not_found',
    'account_not_found',
    'account_not_found',
    'currency_mismatch',
    'same_account',
    'posted',
    'posted',
    'posted',
  ])
  expect(await largestCommit('session', memo)).toBeGreaterThan(2)
  // Only post_transfer settles an approval and gives its hold back.
  const [approval] = await bank.sql`SELECT status FROM approvals WHERE id = ${asked}`
  expect([approval?.status, (await balanceOf(bank, from)).held]).toEqual(['posted', 0n])
  expect((await verifyLedger(bank.ownerUrl)).differences).toEqual([])
})

test('what an account has, less what it holds, is enough for some of them and never for more', async () => {
  await passDay(bank)
  const from = await withMoney(10_000n)
  await letAiyaAsk(bank.alice.id)
  const order = orderFor(from, savings(), '20.00')
  await openApproval({ customerId: bank.alice.id, order, chatId: randomUUID(), toolCallId: 'call' })
  const some = { ...order, amountMinor: 1_500n, memo: 'some' }
  const answers = await Promise.all(Array.from({ length: 12 }, () => answerTo(some, byHand(bank.alice))))
  expect(answers.filter((answer) => answer === 'posted')).toHaveLength(5)
  expect(answers.filter((answer) => answer === 'insufficient_funds')).toHaveLength(7)
  expect(await balanceOf(bank, from)).toEqual({ balance: 2_500n, held: 2_000n })
})

test("the day's limit is enough for some of them and never for more", async () => {
  await bank.sql`UPDATE approvals SET status = 'cancelled' WHERE status IN ('requested', 'pending', 'approved')`
  await passDay(bank)
  const from = await withMoney(2_000_000n)
  const order = orderFor(from, savings(), '1500.00')
  const answers = await Promise.all(Array.from({ length: 6 }, () => answerTo(order, byHand(bank.alice))))
  expect(answers.filter((answer) => answer === 'posted')).toHaveLength(4)
  expect(answers.filter((answer) => answer === 'limit_exceeded')).toHaveLength(2)
  await passDay(bank)
})

test('a freeze stops the agents among them, and so does a token from before it', async () => {
  await passDay(bank)
  const order = orderFor(await withMoney(10_000n), savings(), '1.00')
  const agents = (tokenIssuedAt: number): Authority => ({
    kind: 'approval',
    customerId: bank.alice.id,
    approvalId: randomUUID(),
    agentClientId: 'somebody',
    evidence: { tokenIssuedAt },
  })
  const later = Math.floor(Date.now() / 1000) + 100
  const all = () =>
    Promise.all([answerTo(order, agents(later)), answerTo(order, byHand(bank.alice)), answerTo(order, agents(1))])
  const freeze = (at: string | null) => bank.sql`
    UPDATE customers SET agent_transfers_frozen_at = ${at}, agent_tokens_not_before = coalesce(${at}, agent_tokens_not_before) WHERE id = ${bank.alice.id}`
  await freeze(new Date().toISOString())
  expect(await all()).toEqual(['agent_transfers_frozen', 'posted', 'agent_transfers_frozen'])
  await freeze(null)
  expect(await all()).toEqual(['posted', 'posted', 'agent_transfers_frozen'])
  await bank.sql`UPDATE customers SET agent_tokens_not_before = NULL WHERE id = ${bank.alice.id}`
})

test('what the phone must confirm, and an account that is not active, wait for nobody else', async () => {
  await passDay(bank)
  const from = await withMoney(10_000n)
  const order = orderFor(from, savings(), '1.00')
  const closed = await openAccount(bank, bank.alice, { name: randomUUID(), opening: 0n, status: 'closed' })
  const bobs = orderFor(accountOf(bank.bob, 'Checking'), accountOf(bank.bob, 'Savings'), '1.00')
  await bank.sql`UPDATE customers SET phone_confirmation = '{"above":{"USD":150},"firstPayments":false}' WHERE id = ${bank.alice.id}`
  const answers = await Promise.all([
    answerTo(order, byHand(bank.alice)),
    answerTo({ ...order, amountMinor: 151n }, byHand(bank.alice)),
    answerTo({ ...order, toAccountId: closed.id }, byHand(bank.alice)),
    answerTo(bobs, byHand(bank.bob)),
  ])
  await bank.sql`UPDATE customers SET phone_confirmation = NULL WHERE id = ${bank.alice.id}`
  expect(answers).toEqual(['posted', 'confirmation_required', 'account_not_active', 'posted'])
})

test('an account that is not active or of another currency, and an amount over the limit, are refused among others that are posted', async () => {
  await passDay(bank)
  const from = await withMoney(600_000n)
  const order = orderFor(from, savings(), '1.00')
  const own = (status: 'frozen' | 'closed') =>
    openAccount(bank, bank.alice, { name: randomUUID(), opening: 5_000n, status })
  const [frozen, closed] = [await own('frozen'), await own('closed')]
  const euros = await openAccount(bank, bank.alice, { name: randomUUID(), opening: 5_000n, currency: 'EUR' })
  const answers = await Promise.all([
    answerTo(order, byHand(bank.alice)),
    answerTo({ ...order, toAccountId: closed.id }, byHand(bank.alice)),
    answerTo({ ...order, toAccountId: frozen.id }, byHand(bank.alice)),
    answerTo({ ...order, fromAccountId: frozen.id }, byHand(bank.alice)),
    answerTo({ ...order, toAccountId: euros.id }, byHand(bank.alice)),
    answerTo({ ...order, fromAccountId: euros.id }, byHand(bank.alice)),
    answerTo({ ...order, amountMinor: 500_001n }, byHand(bank.alice)),
    answerTo(order, byHand(bank.alice)),
  ])
  expect(answers).toEqual([
    'posted',
    ...Array(3).fill('account_not_active'),
    ...Array(2).fill('currency_mismatch'),
    'limit_exceeded',
    'posted',
  ])
  expect((await balanceOf(bank, from)).balance).toBe(599_800n)
})

test.each(['before', 'after'] as const)(
  'a connection that breaks %s the commit of many costs nothing but time',
  async (when) => {
    await passDay(bank)
    const from = await withMoney(10_000n)
    const order = orderFor(from, savings(), '10.00')
    link.cutPostings(when, 1)
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => answerTo(order, byHand(bank.alice), undefined, over)),
    )
    link.clear()
    expect([answers, (await balanceOf(bank, from)).balance]).toEqual([
      Array(4).fill(when === 'before' ? 'posted' : 'replayed'),
      6_000n,
    ])
  },
)
