import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifyLedger } from '@/db/verify'
import { moveApproval } from '@/lib/approvals/move-approval'
import { postTransfer } from '@/lib/ledger/post-transfer'
import type { TransferOrder } from '@/lib/ledger/transfer-order'
import { openFor } from '../support/bank/approvals'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'
import { accountOf, approvedBy, balanceOf, orderFor, post, refusalOf } from '../support/ledger/ledger'

const UUIDV7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
let bank: SeededBank
const checking = () => accountOf(bank.alice, 'Checking')
const savings = () => accountOf(bank.alice, 'Savings')
const order = (amount = '1.00', rest: Partial<TransferOrder> = {}) => orderFor(checking(), savings(), amount, rest)
const ask = (asked: TransferOrder) => openFor(bank.alice, asked)
beforeAll(async () => {
  bank = await openSeededBank()
})
afterAll(() => bank.close())

const rowsOf = (transferId: string) => bank.sql`
  SELECT t.authority, t.memo, e.account_id, e.amount_minor FROM transfers t JOIN entries e ON e.transfer_id = t.id
  WHERE t.id = ${transferId} ORDER BY e.amount_minor`

test('a transfer is two entries, and says who opened the door', async () => {
  const { transfer, replayed } = await post(bank.alice, order('12.50', { memo: 'Rent' }))
  expect(replayed).toBe(false)
  expect(transfer).toEqual({
    id: expect.stringMatching(UUIDV7),
    status: 'posted',
    fromAccountId: checking().id,
    toAccountId: savings().id,
    amount: '12.50',
    currency: 'USD',
    memo: 'Rent',
    authority: 'session',
    createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  })
  expect([...(await rowsOf(transfer.id))]).toEqual([
    { authority: 'session', memo: 'Rent', account_id: checking().id, amount_minor: -1250n },
    { authority: 'session', memo: 'Rent', account_id: savings().id, amount_minor: 1250n },
  ])
})

test('an approval’s authority ends in the row and in the audit, with the agent that brought the token', async () => {
  const key = randomUUID()
  const { transfer } = await postTransfer(order('2.00'), approvedBy(bank.alice, key), key)
  expect(transfer.authority).toBe('approval')
  expect([...(await rowsOf(transfer.id))].map((row) => row.authority)).toEqual(['approval', 'approval'])
  const audited = await bank.sql<{ kind: string; data: string }[]>`
    SELECT kind, data::text FROM audit_events WHERE transfer_id = ${transfer.id}`
  expect(audited.map(({ kind, data }) => [kind, JSON.parse(data)])).toEqual([
    [
      'transfer.posted',
      { authority: 'approval', agentClientId: 'the-baink', posted: expect.objectContaining({ key }) },
    ],
  ])
})

test('an order with an authority that nobody knows is refused by the ledger itself', async () => {
  const forged = { kind: 'opening', customerId: bank.alice.id } as unknown as Parameters<typeof postTransfer>[1]
  await expect(postTransfer(order(), forged, randomUUID())).rejects.toMatchObject({ code: '23514' })
})

test.each([0n, -100n])('an amount of %s is refused by the ledger itself', async (amountMinor) => {
  await expect(post(bank.alice, order('1.00', { amountMinor }))).rejects.toMatchObject({ code: '23514' })
})

test('the same order under the same key is the same transfer', async () => {
  const key = randomUUID()
  const first = await post(bank.alice, order('3.00', { memo: 'once' }), key)
  const before = await balanceOf(bank, checking())
  const second = await post(bank.alice, order('3.00', { memo: 'once' }), key)
  expect(second).toEqual({ transfer: first.transfer, replayed: true })
  expect(await balanceOf(bank, checking())).toEqual(before)
})

test.each<[string, Partial<TransferOrder>]>([
  ['amount', { amountMinor: 301n }],
  ['memo', { memo: 'other' }],
  ['currency', { currency: 'EUR' }],
])('another %s under the same key is a conflict', async (_member, change) => {
  const key = randomUUID()
  await post(bank.alice, order('3.00'), key)
  expect(await refusalOf(post(bank.alice, order('3.00', change), key))).toBe('idempotency_conflict')
})

test('the accounts the other way round under the same key are a conflict', async () => {
  const key = randomUUID()
  await post(bank.alice, order('3.00'), key)
  const opposite = orderFor(savings(), checking(), '3.00')
  expect(await refusalOf(post(bank.alice, opposite, key))).toBe('idempotency_conflict')
})

test('one key is one space for both routes: the first authority stays in the answer', async () => {
  const key = randomUUID()
  const first = await post(bank.alice, order('4.00'), key)
  const again = await postTransfer(order('4.00'), approvedBy(bank.alice, key), key)
  expect(again).toEqual({ transfer: first.transfer, replayed: true })
})

test('a key is the customer’s own: bob’s is not alice’s', async () => {
  const key = randomUUID()
  const [one, other] = [accountOf(bank.bob, 'Checking'), accountOf(bank.bob, 'Savings')]
  const first = await post(bank.alice, order('5.00'), key)
  const second = await post(bank.bob, orderFor(one, other, '5.00'), key)
  expect(second.replayed).toBe(false)
  expect(second.transfer.id).not.toBe(first.transfer.id)
})

test('a refused order leaves its key free', async () => {
  const key = randomUUID()
  expect(await refusalOf(post(bank.alice, order('9999.00'), key))).toBe('insufficient_funds')
  expect((await post(bank.alice, order('6.00'), key)).replayed).toBe(false)
})

test('a replay is answered even where the order would be refused by now', async () => {
  const key = randomUUID()
  const all = await balanceOf(bank, checking())
  const everything = order('1.00', { amountMinor: all.balance })
  const first = await post(bank.alice, everything, key)
  expect(await post(bank.alice, everything, key)).toEqual({ transfer: first.transfer, replayed: true })
  await post(bank.alice, orderFor(savings(), checking(), '1.00', { amountMinor: all.balance }))
})

test('eight deliveries of one order at once move it once', async () => {
  const key = randomUUID()
  const before = await balanceOf(bank, checking())
  const answers = await Promise.all(Array.from({ length: 8 }, () => post(bank.alice, order('7.00'), key)))
  expect(new Set(answers.map(({ transfer }) => transfer.id)).size).toBe(1)
  expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1)
  expect((await balanceOf(bank, checking())).balance).toBe(before.balance - 700n)
})

test('what an approval holds cannot be spent by hand, and is spent by its own transfer', async () => {
  const { balance } = await balanceOf(bank, checking())
  const rest = order('1.00', { amountMinor: balance })
  const approval = await ask(rest)
  expect(await balanceOf(bank, checking())).toEqual({ balance, held: balance })
  expect(await refusalOf(post(bank.alice, order('0.01')))).toBe('insufficient_funds')
  const { transfer } = await postTransfer(rest, approvedBy(bank.alice, approval.id), approval.id)
  expect(await balanceOf(bank, checking())).toEqual({ balance: 0n, held: 0n })
  const [row] = await bank.sql`SELECT status, transfer_id FROM approvals WHERE id = ${approval.id}`
  expect(row).toEqual({ status: 'posted', transfer_id: transfer.id })
  await post(bank.alice, orderFor(savings(), checking(), '1.00', { amountMinor: balance }))
})

test.each<[string, Partial<TransferOrder>]>([
  ['amount', { amountMinor: 801n }],
  ['memo', { memo: 'other' }],
])('an order that differs from its approval in the %s moves nothing', async (_member, change) => {
  const approval = await ask(order('8.00'))
  const other = postTransfer(order('8.00', change), approvedBy(bank.alice, approval.id), approval.id)
  expect(await refusalOf(other)).toBe('approval_mismatch')
})

test.each(['cancelled', 'denied', 'expired', 'failed'] as const)(
  'what is %s moves nothing any more',
  async (status) => {
    const approval = await ask(order('8.00'))
    expect(await moveApproval(approval.id, status)).toBe(true)
    const late = postTransfer(order('8.00'), approvedBy(bank.alice, approval.id), approval.id)
    expect(await refusalOf(late)).toBe('approval_mismatch')
  },
)

test('an approval whose key was used by hand for another order is not settled by that order', async () => {
  const approval = await ask(order('9.00'))
  await post(bank.alice, order('9.50'), approval.id)
  const other = postTransfer(order('9.50'), approvedBy(bank.alice, approval.id), approval.id)
  expect(await refusalOf(other)).toBe('approval_mismatch')
  expect((await verifyLedger(bank.ownerUrl)).differences).toEqual([])
})

test('an approval whose very order was sent by hand is settled by it and holds nothing any more', async () => {
  const asked = order('9.00', { memo: 'by hand' })
  const approval = await ask(asked)
  const { held } = await balanceOf(bank, checking())
  const byHand = await post(bank.alice, asked, approval.id)
  const again = await postTransfer(asked, approvedBy(bank.alice, approval.id), approval.id)
  expect(again).toEqual({ transfer: byHand.transfer, replayed: true })
  expect((await balanceOf(bank, checking())).held).toBe(held - 900n)
  expect((await verifyLedger(bank.ownerUrl)).differences).toEqual([])
})
