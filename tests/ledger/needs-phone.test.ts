import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { verifyLedger } from '@/db/verify'
import { moveApproval } from '@/lib/approvals/move-approval'
import { openApproval } from '@/lib/approvals/open-approval'
import { verifyAudit } from '@/lib/evidence/audit/verify-audit'
import { postTransfer } from '@/lib/ledger/post-transfer'
import type { TransferOrder } from '@/lib/ledger/transfer-order'
import { database } from '@/lib/platform/database/client'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'
import { accountOf, approvedBy, balanceOf, openAccount, orderFor, post, refusalOf } from '../support/ledger/ledger'

// What the portal may not move without the phone is refused by the ledger itself, whoever calls it.

let bank: SeededBank
beforeAll(async () => {
  bank = await openSeededBank()
})
afterAll(() => bank.close())
afterEach(async () => {
  const open = await bank.sql`SELECT id FROM approvals WHERE status IN ('requested', 'pending', 'approved')`
  for (const { id } of open) await moveApproval(id, 'cancelled')
  await bank.sql`UPDATE customers SET agent_transfers_frozen_at = NULL`
  await askNothing()
})

const own = (name: string) => accountOf(bank.alice, name)
const order = (amount: string, rest: Partial<TransferOrder> = {}) =>
  orderFor(own('Checking'), own('Savings'), amount, rest)
const askAbove = (above: Record<string, number>, firstPayments = false) =>
  database().sql`SELECT set_confirmation(${bank.alice.id}, ${JSON.stringify({ above, firstPayments })})`
const askNothing = () => bank.sql`
  SELECT write_confirmation(p_customer => ${bank.alice.id}, p_before => '{}', p_now => '{"above":{},"firstPayments":false}', p_approval => NULL)`
const inPortal = (asked: TransferOrder, key: string = randomUUID()) =>
  openApproval({ customerId: bank.alice.id, order: asked, portalKey: key })
const authorities = (key: string) => bank.sql`
  SELECT t.authority, e.approval_id, e.data ->> 'authority' AS audited FROM transfers t
  JOIN audit_events e ON e.transfer_id = t.id AND e.kind = 'transfer.posted' WHERE t.idempotency_key = ${key}`

test('a customer who has set nothing is asked for nothing', async () => {
  expect(await post(bank.alice, order('900.00'))).toMatchObject({ transfer: { authority: 'session' } })
})

test('the amount itself still goes, a cent more does not, and nothing of it is left behind', async () => {
  await askAbove({ USD: 10_000 })
  await post(bank.alice, order('100.00'))
  const before = await balanceOf(bank, own('Checking'))
  const key = randomUUID()
  expect(await refusalOf(post(bank.alice, order('100.01'), key))).toBe('confirmation_required')
  expect(await balanceOf(bank, own('Checking'))).toEqual(before)
  expect(await bank.sql`SELECT FROM transfers WHERE idempotency_key = ${key}`).toHaveLength(0)
  // In a currency without an amount nothing is asked.
  const euros = await openAccount(bank, bank.alice, { name: 'More euros', currency: 'EUR' })
  await post(bank.alice, orderFor(own('Euro Account'), euros, '150.00'))
  // Nobody is asked about somebody else's settings.
  const [from, to] = [accountOf(bank.bob, 'Savings'), accountOf(bank.bob, 'Checking')]
  await post(bank.bob, orderFor(from, to, '150.00'))
})

test('the bank’s own rules come first', async () => {
  await askAbove({ USD: 0 })
  expect(await refusalOf(post(bank.alice, order('9000.00')))).toBe('insufficient_funds')
  expect(await refusalOf(post(bank.alice, order('10000.01')))).toBe('limit_exceeded')
})

test('the first payment to somebody else’s account waits, the second does not, and own accounts are no payees', async () => {
  await askAbove({}, true)
  const payee = await openAccount(bank, bank.bob, { name: 'New' })
  await bank.sql`INSERT INTO payees (id, customer_id, account_id) VALUES (${randomUUID()}, ${bank.alice.id}, ${payee.id})`
  const first = orderFor(own('Checking'), payee, '1.00')
  const fresh = await openAccount(bank, bank.alice, { name: 'Fresh' })
  await post(bank.alice, orderFor(own('Checking'), fresh, '1.00'))
  // That somebody else has paid the account before says nothing.
  await post(bank.bob, orderFor(accountOf(bank.bob, 'Checking'), payee, '1.00'))
  expect(await refusalOf(post(bank.alice, first))).toBe('confirmation_required')
  const key = randomUUID()
  await inPortal(first, key)
  await postTransfer(first, approvedBy(bank.alice, key), key)
  await post(bank.alice, orderFor(own('Checking'), payee, '2.00'))
})

test('the phone’s yes to what the portal asked is both authorities, in row and audit, once', async () => {
  await askAbove({ USD: 0 })
  const key = randomUUID()
  const asked = order('5.00')
  await inPortal(asked, key)
  // While it waits, and whatever the settings are by then, the session alone moves nothing under its key.
  await askNothing()
  expect(await refusalOf(post(bank.alice, asked, key))).toBe('confirmation_required')
  const first = await postTransfer(asked, approvedBy(bank.alice, key), key)
  expect(first.transfer.authority).toBe('session+approval')
  expect([...(await authorities(key))]).toEqual([
    { authority: 'session+approval', approval_id: key, audited: 'session+approval' },
  ])
  expect(await post(bank.alice, asked, key)).toEqual({ transfer: first.transfer, replayed: true })
  expect(await balanceOf(bank, own('Checking'))).toMatchObject({ held: 0n })
})

test('one key is one request: the same order joins it, another one does not, however it ended', async () => {
  const key = randomUUID()
  const asked = order('6.00')
  const opened = await Promise.all(Array.from({ length: 8 }, () => inPortal(asked, key)))
  expect(opened.map(({ id }) => id)).toEqual(Array(8).fill(key))
  expect(opened.filter(({ joined }) => !joined)).toHaveLength(1)
  expect(await balanceOf(bank, own('Checking'))).toMatchObject({ held: 600n })
  expect(await refusalOf(inPortal(order('6.01'), key))).toBe('idempotency_conflict')
  await moveApproval(key, 'cancelled')
  expect(await inPortal(asked, key)).toMatchObject({ joined: true, status: 'cancelled' })
  expect(await refusalOf(post(bank.alice, asked, key))).toBe('confirmation_required')
  expect(await refusalOf(postTransfer(asked, approvedBy(bank.alice, key), key))).toBe('approval_mismatch')
})

test('an id that stands for another approval, of Aiya’s or of somebody else, is refused and holds nothing', async () => {
  const aiyas = await openApproval({ customerId: bank.alice.id, order: order('7.00') })
  const before = await balanceOf(bank, own('Checking'))
  expect(await refusalOf(inPortal(order('7.00'), aiyas.id))).toBe('idempotency_conflict')
  const bobs = orderFor(accountOf(bank.bob, 'Savings'), accountOf(bank.bob, 'Checking'), '7.00')
  const foreign = openApproval({ customerId: bank.bob.id, order: bobs, portalKey: aiyas.id })
  expect(await refusalOf(foreign)).toBe('idempotency_conflict')
  expect(await balanceOf(bank, own('Checking'))).toEqual(before)
})

test('a freeze stops agents, and not what the customer has confirmed', async () => {
  await bank.sql`UPDATE customers SET agent_transfers_frozen_at = now() WHERE id = ${bank.alice.id}`
  const key = randomUUID()
  await inPortal(order('8.00'), key)
  const { transfer } = await postTransfer(order('8.00'), approvedBy(bank.alice, key), key)
  expect(transfer.authority).toBe('session+approval')
  const agents = randomUUID()
  expect(await refusalOf(postTransfer(order('8.01'), approvedBy(bank.alice, agents), agents))).toBe(
    'agent_transfers_frozen',
  )
})

test('a setting may be made stricter by itself, and is never made looser by itself', async () => {
  const settings = async () =>
    (await bank.sql`SELECT phone_confirmation::text AS now FROM customers WHERE id = ${bank.alice.id}`)[0]?.now
  await askAbove({ USD: 10_000, EUR: 500 })
  await askAbove({ USD: 5_000 }, true)
  expect(JSON.parse(await settings())).toEqual({ above: { USD: 5_000, EUR: 500 }, firstPayments: true })
  await askAbove({ USD: 20_000, EUR: 501 })
  await askAbove({})
  expect(JSON.parse(await settings())).toEqual({ above: { USD: 5_000, EUR: 500 }, firstPayments: true })
  const write = database().sql`UPDATE customers SET phone_confirmation = NULL WHERE id = ${bank.alice.id}`
  await expect(write).rejects.toMatchObject({ code: '42501' })
})

test('the book and the audit are whole', async () => {
  expect((await verifyLedger(bank.ownerUrl)).differences).toEqual([])
  expect((await verifyAudit(bank.ownerUrl)).differences).toEqual([])
})
