import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { getApproval } from '@/lib/approvals/approval'
import { moveApproval } from '@/lib/approvals/move-approval'
import { parseTransferOrder } from '@/lib/ledger/transfer-order'
import { type AgentBank, expectRefused, moneyOf, type Order, openAgentBank, send } from '../../support/agent/agent-bank'
import { openFor as openAs } from '../../support/bank/approvals'

const MISMATCH = { status: 403, code: 'approval_mismatch' }

let agent: AgentBank
let order: Order
beforeAll(async () => {
  agent = await openAgentBank()
})
afterAll(() => agent.close())
beforeEach(() => {
  order = agent.order()
})

/** Opens an approval of alice's, as a chat does, and answers its id. */
const openFor = async (wanted: Order) => (await openAs(agent.bank.alice, parseTransferOrder(wanted))).id

/** Sends an order with a token that the tenant issued for exactly that order under this id. */
const sendFor = (wanted: Order, id: string) => send(agent.tokenFor(agent.detailOf(wanted, id)), id, wanted)
const statusOf = async (id: string) => (await getApproval(agent.bank.alice.id, id)).status

test('no row is needed: an agent that Aiya knows nothing of may call', async () => {
  expect((await sendFor(order, randomUUID())).status).toBe(201)
})

test.each([['requested'], ['pending'], ['approved']] as const)('a row that is %s ends as posted', async (status) => {
  const id = await openFor(order)
  if (status !== 'requested') await moveApproval(id, 'pending')
  if (status === 'approved') await moveApproval(id, 'approved')
  const response = await sendFor(order, id)
  expect(response.status).toBe(201)
  const approval = await getApproval(agent.bank.alice.id, id)
  expect(approval).toMatchObject({ status: 'posted', transferId: (await response.json()).transfer.id })
})

test.each(['denied', 'expired', 'cancelled', 'failed'] as const)(
  'a row that is %s moves nothing any more',
  async (status) => {
    const id = await openFor(order)
    await moveApproval(id, status)
    await expectRefused(agent.bank, () => sendFor(order, id), MISMATCH)
    expect(await statusOf(id)).toBe(status)
  },
)

test.each<[string, () => Partial<Order>]>([
  ['amount', () => ({ amount: '25.01' })],
  ['memo', () => ({ memo: 'sunny days' })],
  ['missing memo', () => ({ memo: null })],
  ['creditor', () => ({ toAccountId: agent.bank.bob.accounts.Checking?.id ?? '' })],
  ['debtor', () => ({ fromAccountId: agent.bank.alice.accounts['Credit Card']?.id ?? '' })],
])('a row for another %s refuses, though token and body agree', async (_, changes) => {
  const id = await openFor(order)
  await expectRefused(agent.bank, () => sendFor({ ...order, ...changes() }, id), MISMATCH)
  expect(await statusOf(id)).toBe('requested')
  await moveApproval(id, 'cancelled')
})

test('two tokens for one approval make one transfer', async () => {
  const id = await openFor(order)
  const first = agent.tokenFor(agent.detailOf(order, id))
  const second = agent.tokenFor(agent.detailOf(order, id), { claims: { jti: randomUUID() } })
  expect(first).not.toBe(second)
  const [one, two] = [await send(first, id, order), await send(second, id, order)]
  expect([one.status, two.status]).toEqual([201, 201])
  expect(two.headers.get('idempotency-replayed')).toBe('true')
  expect(await two.json()).toEqual(await one.json())
})

test('two tokens for different orders under one id make the first of them', async () => {
  const id = randomUUID()
  expect((await sendFor(order, id)).status).toBe(201)
  const other = { ...order, amount: '26.00' }
  await expectRefused(agent.bank, () => sendFor(other, id), { status: 409, code: 'idempotency_conflict' })
})

test('one token sent thirty times at once makes one transfer', async () => {
  const id = await openFor(order)
  const token = agent.tokenFor(agent.detailOf(order, id))
  const [{ transfers: before } = { transfers: 0 }] = await agent.bank
    .sql`SELECT count(*)::int AS transfers FROM transfers`
  const responses = await Promise.all(Array.from({ length: 30 }, () => send(token, id, order)))
  const ids = await Promise.all(responses.map(async (response) => (await response.json()).transfer?.id))
  expect(responses.map(({ status }) => status)).toEqual(Array(30).fill(201))
  expect(new Set(ids).size).toBe(1)
  expect(responses.filter(({ headers }) => !headers.has('idempotency-replayed'))).toHaveLength(1)
  expect(await agent.bank.sql`SELECT count(*)::int AS transfers FROM transfers`).toEqual([{ transfers: before + 1 }])
})

test("another customer's approval id says nothing about one's own transfers", async () => {
  const id = await openFor(order)
  const before = await moneyOf(agent.bank)
  const accounts = agent.bank.bob.accounts
  const bobs = { ...order, fromAccountId: accounts.Checking?.id ?? '', toAccountId: accounts.Savings?.id ?? '' }
  const token = agent.tokenFor(agent.detailOf(bobs, id), { claims: { sub: 'auth0|bob' } })
  expect((await send(token, id, bobs)).status).toBe(201)
  expect(await statusOf(id)).toBe('requested')
  expect(await moneyOf(agent.bank)).not.toEqual(before)
  await moveApproval(id, 'cancelled')
})

test.each<[string, number, (accounts: AgentBank['bank']['alice']['accounts']) => Partial<Order>]>([
  ['insufficient_funds', 422, () => ({ amount: '9000.00' })],
  ['limit_exceeded', 422, () => ({ amount: '10000.01' })],
  ['same_account', 422, () => ({ toAccountId: order.fromAccountId })],
  ['currency_mismatch', 422, () => ({ currency: 'EUR' })],
  ['account_not_active', 422, (accounts) => ({ toAccountId: accounts['Holiday Fund']?.id ?? '' })],
  ['account_not_found', 404, () => ({ toAccountId: randomUUID() })],
  ['account_not_found', 404, () => ({ fromAccountId: agent.bank.bob.accounts.Checking?.id ?? '' })],
  ['account_not_found', 404, () => ({ toAccountId: agent.bank.bob.accounts.Savings?.id ?? '' })],
])("the bank's own rules hold for an approved order as well: %s", async (code, status, changes) => {
  const wanted = { ...order, ...changes(agent.bank.alice.accounts) }
  const id = randomUUID()
  await expectRefused(agent.bank, () => sendFor(wanted, id), { status, code })
})

test('an agent learns which limit it is over', async () => {
  const response = await sendFor({ ...order, amount: '10000.01' }, randomUUID())
  expect(await response.json()).toMatchObject({ limit: '10000.00', left: '10000.00', renewsAt: null })
})
