import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { verifyLedger } from '@/db/verify'
import { freezeAgentTransfers } from '@/lib/approvals/agent-freeze'
import { getApproval } from '@/lib/approvals/approval'
import { getMandate } from '@/lib/approvals/mandates/list-mandates'
import { revokeMandate } from '@/lib/approvals/mandates/revoke-mandate'
import { openApproval } from '@/lib/approvals/open-approval'
import { verifyAudit } from '@/lib/evidence/audit/verify-audit'
import { parseTransferOrder } from '@/lib/ledger/transfer-order'
import { type AgentBank, CLIENT, expectRefused, type Order, openAgentBank, send } from '../support/agent/agent-bank'
import { activeMandate } from '../support/bank/mandates'
import { accountOf, orderFor, post } from '../support/ledger/ledger'

// What a standing mandate allows: kept in the ledger's own statement, whatever the agent sends.

const REQUIRED = { status: 403, code: 'approval_required' }
const AGENT = { clientId: CLIENT, name: 'The agent', host: 'agent.example' }

let agent: AgentBank
let order: Order
beforeAll(async () => {
  agent = await openAgentBank()
})
afterAll(async () => {
  expect((await verifyLedger(agent.bank.ownerUrl)).differences).toEqual([])
  expect((await verifyAudit(agent.bank.ownerUrl)).differences).toEqual([])
  await agent.close()
})
beforeEach(async () => {
  order = agent.order()
  await agent.bank.sql`UPDATE mandates SET revoked_at = now() WHERE revoked_at IS NULL`
})

const alice = () => agent.bank.alice
const bare = (claims: Record<string, unknown> = {}) =>
  agent.tokenFor(null, { claims: { authorization_details: undefined, ...claims } })
const pay = (amount: string, key: string = randomUUID(), changes: Partial<Order> = {}) =>
  send(bare(), key, { ...order, amount, ...changes })
const outside = (amount: string, changes: Partial<Order> = {}, expected = REQUIRED) =>
  expectRefused(agent.bank, () => pay(amount, randomUUID(), changes), expected)
async function lastRefusal() {
  const [event] = await agent.bank.sql`
    SELECT data FROM audit_events WHERE kind = 'mandate.refused' ORDER BY sequence DESC LIMIT 1`
  return event?.data
}

test('inside a mandate an agent’s transfer is posted without the phone, once, and shown with its agent', async () => {
  const mandate = await activeMandate(alice(), {}, AGENT)
  const key = randomUUID()
  const first = await pay('60.00', key)
  const { transfer } = await first.json()
  expect([first.status, transfer.authority]).toEqual([201, 'mandate'])
  const again = await pay('60.00', key)
  expect([again.status, again.headers.get('Idempotency-Replayed')]).toEqual([201, 'true'])
  expect((await again.json()).transfer).toEqual(transfer)
  expect((await pay('61.00', key)).status).toBe(409)
  expect(await getMandate(alice().id, mandate.id)).toMatchObject({ status: 'active', usedInPeriod: '60.00' })
  expect(await getApproval(alice().id, key)).toMatchObject({
    status: 'posted',
    transferId: transfer.id,
    mandateId: mandate.id,
    agent: AGENT,
  })
  // Even once the mandate is gone, the same key answers the same transfer.
  await revokeMandate(alice().id, mandate.id)
  expect((await pay('60.00', key)).status).toBe(201)
})

describe('outside a mandate the phone is asked, and it is written down why', () => {
  test.each<[string, string, () => Partial<Order>]>([
    ['per_transfer', '100.01', () => ({})],
    ['payee', '1.00', () => ({ toAccountId: accountOf(alice(), 'Credit Card').id })],
    [
      'debtor',
      '1.00',
      () => ({ fromAccountId: accountOf(alice(), 'Savings').id, toAccountId: accountOf(alice(), 'Checking').id }),
    ],
  ])('%s', async (why, amount, changes) => {
    const mandate = await activeMandate(alice(), {}, AGENT)
    const { problem } = await outside(amount, changes())
    expect(problem.authorizationDetails).toHaveLength(1)
    expect(await lastRefusal()).toMatchObject({ why, mandateId: mandate.id, agentClientId: CLIENT })
    expect(await getMandate(alice().id, mandate.id)).toMatchObject({ usedInPeriod: '0.00' })
  })

  test('per_period: the last cent of it goes, and not one more', async () => {
    await activeMandate(alice(), {}, AGENT)
    for (const amount of ['100.00', '99.99', '0.01']) expect((await pay(amount)).status).toBe(201)
    await outside('0.01')
    expect(await lastRefusal()).toMatchObject({ why: 'per_period' })
  })

  test('another agent’s mandate, a revoked one and one that is over allow nothing', async () => {
    await activeMandate(alice())
    await outside('1.00')
    const { id } = await activeMandate(alice(), {}, AGENT)
    await revokeMandate(alice().id, id)
    await outside('1.00')
    const ended = await activeMandate(alice(), {}, AGENT)
    await agent.bank.sql`UPDATE mandates SET valid_until = activated_at + interval '1 ms' WHERE id = ${ended.id}`
    await outside('1.00')
    expect(await getMandate(alice().id, ended.id)).toMatchObject({ status: 'ended' })
    await agent.bank.sql`UPDATE mandates SET valid_until = ${ended.validUntil} WHERE id = ${ended.id}`
    await revokeMandate(alice().id, ended.id)
  })

  test('the first payment to somebody else asks, the second one need not', async () => {
    const bobs = accountOf(agent.bank.bob, 'Checking')
    await activeMandate(alice(), { toAccountIds: [bobs.id] }, AGENT)
    await outside('5.00', { toAccountId: bobs.id })
    expect(await lastRefusal()).toMatchObject({ why: 'first_payment' })
    await post(alice(), orderFor(accountOf(alice(), 'Checking'), bobs, '1.00'))
    expect((await pay('5.00', randomUUID(), { toAccountId: bobs.id })).status).toBe(201)
  })

  test('the bank’s own rules hold inside it as well', async () => {
    await activeMandate(alice(), { maxPerTransfer: '20000.00', maxPerPeriod: '20000.00' }, AGENT)
    await outside('9000.00', {}, { status: 422, code: 'insufficient_funds' })
    await outside('10000.01', {}, { status: 422, code: 'limit_exceeded' })
    expect(await lastRefusal()).toMatchObject({ code: 'limit_exceeded' })
  })
})

test.each(['day', 'week', 'month'])('a %s that is over is not counted, the present one is', async (period) => {
  const { id } = await activeMandate(alice(), { period, maxPerPeriod: '100.00' }, AGENT)
  expect((await pay('100.00')).status).toBe(201)
  await outside('0.01')
  const moved = (interval: string) =>
    agent.bank.sql.begin(async (tx) => {
      await tx`SET LOCAL session_replication_role = replica`
      await tx`UPDATE mandates SET activated_at = period_start(period, now()) - interval '2 days' WHERE id = ${id}`
      await tx`
        UPDATE mandate_uses SET created_at = period_start(${period}, now()) + ${interval}::interval WHERE mandate_id = ${id}`
    })
  await moved('0')
  await outside('0.01')
  await moved('-1 ms')
  expect((await pay('100.00')).status).toBe(201)
  expect(await getMandate(alice().id, id)).toMatchObject({ usedInPeriod: '100.00' })
})

test('of many uses at a mandate’s edge at once, exactly those are posted that fit', async () => {
  const { id } = await activeMandate(alice(), { maxPerPeriod: '100.00', maxPerTransfer: '40.00' }, AGENT)
  const statuses = await Promise.all(Array.from({ length: 12 }, () => pay('40.00').then(({ status }) => status)))
  expect(statuses.filter((status) => status === 201)).toHaveLength(2)
  expect(statuses.filter((status) => status === 403)).toHaveLength(10)
  expect(await getMandate(alice().id, id)).toMatchObject({ usedInPeriod: '80.00' })
})

test('a use that is killed in its middle has used nothing, and all of the mandate is left', async () => {
  const { sql } = agent.bank
  const { id } = await activeMandate(alice(), { maxPerPeriod: '100.00' }, AGENT)
  const held = await sql.reserve()
  await held`BEGIN`
  // The use counts itself on the mandate before it comes to the account.
  await held`SELECT FROM accounts WHERE id = ${order.fromAccountId} FOR NO KEY UPDATE`
  const killed = pay('100.00').then(({ status }) => status)
  const stopped = () => sql`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`
  await vi.waitUntil(async () => (await stopped()).length > 0, { timeout: 20_000, interval: 20 })
  expect(await killed).toBe(503)
  await held`ROLLBACK`
  held.release()
  expect(await getMandate(alice().id, id)).toMatchObject({ usedInPeriod: '0.00' })
  expect((await pay('100.00')).status).toBe(201)
  await outside('0.01')
})

test('a freeze stops every mandate, and after the thaw an older token moves nothing', async () => {
  await activeMandate(alice(), {}, AGENT)
  const before = Math.floor(Date.now() / 1000) - 60
  await freezeAgentTransfers(alice().id)
  await outside('1.00', {}, { status: 403, code: 'agent_transfers_frozen' })
  expect(await lastRefusal()).toMatchObject({ code: 'agent_transfers_frozen' })
  await agent.bank.sql`UPDATE customers SET agent_transfers_frozen_at = NULL WHERE id = ${alice().id}`
  await agent.bank.sql`
    SELECT note_agent_freeze(p_customer => ${alice().id}, p_frozen => false, p_why => 'test', p_approval => NULL)`
  const old = await send(bare({ iat: before }), randomUUID(), order)
  expect([old.status, (await old.json()).code]).toEqual([403, 'agent_transfers_frozen'])
  await agent.bank.sql`UPDATE customers SET agent_tokens_not_before = NULL WHERE id = ${alice().id}`
})

test('a key that waits for the phone, or was posted by a yes, is not the mandate’s', async () => {
  const waiting = await openApproval({ customerId: alice().id, order: parseTransferOrder(order) })
  const key = randomUUID()
  expect((await send(agent.tokenFor(agent.detailOf(order, key)), key, order)).status).toBe(201)
  await activeMandate(alice(), {}, AGENT)
  for (const used of [waiting.id, key]) {
    const refused = await send(bare(), used, order)
    expect([refused.status, (await refused.json()).code]).toEqual([403, 'approval_required'])
  }
})
