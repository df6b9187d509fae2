import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { moveApproval } from '@/lib/approvals/move-approval'
import { openApproval } from '@/lib/approvals/open-approval'
import { postTransfer } from '@/lib/ledger/post-transfer'
import { env } from '@/lib/platform/env'
import { letAiyaAsk, openFor, openIn } from '../support/bank/approvals'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'
import { accountOf, approvedBy, orderFor, post, refusalOf } from '../support/ledger/ledger'

let bank: SeededBank
beforeAll(async () => {
  bank = await openSeededBank()
})
afterEach(async () => {
  const open = await bank.sql`SELECT id FROM approvals WHERE status IN ('requested', 'pending', 'approved')`
  for (const { id } of open) await moveApproval(id, 'cancelled')
})
afterAll(() => bank.close())

/** No two are the same wish, unless their memos are. */
const order = (amount: string, memo: string = randomUUID()) =>
  orderFor(accountOf(bank.alice, 'Savings'), accountOf(bank.alice, 'Checking'), amount, { memo })
const bobs = () => orderFor(accountOf(bank.bob, 'Savings'), accountOf(bank.bob, 'Checking'), '1.00')
const ofToday = async () =>
  (
    await bank.sql`SELECT coalesce(sum(total_minor), 0)::bigint AS total FROM daily_totals
    WHERE customer_id = ${bank.alice.id} AND currency = 'USD'`
  )[0]?.total

/** Sets the daily limit to what is moved already and `more` on top, in cents. */
async function allowToday(more: bigint): Promise<void> {
  env().DAILY_LIMIT = `${((await ofToday()) + more) / 100n}.00`
}

test('three approvals may wait for a customer, a fourth may not, until one of them ends', async () => {
  const [first] = await Promise.all(Array.from({ length: 3 }, () => openFor(bank.alice, order('1.00'))))
  expect(await refusalOf(openFor(bank.alice, order('1.00')))).toBe('too_many_approvals')
  await moveApproval(first?.id ?? '', 'denied')
  await openFor(bank.alice, order('1.00'))
  expect(await refusalOf(openFor(bank.alice, order('1.00')))).toBe('too_many_approvals')
})

/** The customer's own order in the portal, which the phone confirms. */
const openInPortal = () => openApproval({ customerId: bank.alice.id, order: order('1.00'), portalKey: randomUUID() })

test('agents that have three requests waiting keep the customer from nothing, nor the customer them', async () => {
  await Promise.all(Array.from({ length: 3 }, () => openFor(bank.alice, order('1.00'))))
  await Promise.all(Array.from({ length: 3 }, openInPortal))
  expect(await refusalOf(openInPortal())).toBe('too_many_approvals')
  expect(await refusalOf(openFor(bank.alice, order('1.00')))).toBe('too_many_approvals')
})

test('agents that have used up the hour keep the customer from nothing', async () => {
  const { id } = bank.alice
  await letAiyaAsk(id)
  const openByAiya = () =>
    openApproval({ customerId: id, order: order('1.00'), chatId: randomUUID(), toolCallId: 'call' })
  const askAndEnd = async (open: () => Promise<{ id: string }>) => moveApproval((await open()).id, 'cancelled')
  for (let n = 0; n < 20; n++) await askAndEnd(openByAiya)
  expect(await refusalOf(openByAiya())).toBe('too_many_in_hour')
  for (let n = 0; n < 20; n++) await askAndEnd(openInPortal)
  expect(await refusalOf(openInPortal())).toBe('too_many_in_hour')
  await letAiyaAsk(id)
})

test('a flood at one moment leaves three, and nothing of the others', async () => {
  const before = await ofToday()
  const opened = await Promise.allSettled(Array.from({ length: 15 }, () => openFor(bank.alice, order('1.00'))))
  expect(opened.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
  expect(await ofToday()).toBe(before + 300n)
  const [held] = await bank.sql`SELECT held_minor FROM accounts WHERE id = ${accountOf(bank.alice, 'Savings').id}`
  expect(held?.held_minor).toBe(300n)
})

test("one customer's waiting approvals do not keep another from asking", async () => {
  await Promise.all(Array.from({ length: 3 }, () => openFor(bank.alice, order('1.00'))))
  expect(await openFor(bank.bob, bobs())).toMatchObject({ status: 'requested' })
})

test('the limit per transfer holds before the phone is asked', async () => {
  env().DAILY_LIMIT = '25000.00'
  env().TRANSFER_LIMIT = '100.00'
  expect(await refusalOf(openFor(bank.alice, order('100.01')))).toBe('limit_exceeded')
  expect(await openFor(bank.alice, order('100.00'))).toMatchObject({ status: 'requested' })
  env().TRANSFER_LIMIT = '10000.00'
})

test('an open approval reserves the day’s limit, for approvals and for the portal', async () => {
  await allowToday(10_000n)
  const { id } = await openFor(bank.alice, order('60.00'))
  expect(await refusalOf(openFor(bank.alice, order('41.00')))).toBe('limit_exceeded')
  expect(await refusalOf(post(bank.alice, order('41.00')))).toBe('limit_exceeded')
  await moveApproval(id, 'expired')
  expect(await openFor(bank.alice, order('100.00'))).toMatchObject({ status: 'requested' })
})

test('a posted one counts once: not when it was reserved and again when it was made', async () => {
  await allowToday(10_000n)
  const before = await ofToday()
  await openIn('posted', bank.alice, order('100.00'))
  expect(await ofToday()).toBe(before + 10_000n)
  expect(await refusalOf(openFor(bank.alice, order('0.01')))).toBe('limit_exceeded')
})

test('an approval that was reserved within the limit can be made although the day is full by then', async () => {
  await allowToday(10_000n)
  const asked = order('60.00')
  const { id } = await openIn('approved', bank.alice, asked)
  await post(bank.alice, order('40.00'))
  expect(await postTransfer(asked, approvedBy(bank.alice, id), id)).toMatchObject({ replayed: false })
})
