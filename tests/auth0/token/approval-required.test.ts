import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type AgentBank, expectRefused, type Order, openAgentBank, send } from '../../support/agent/agent-bank'

const REQUIRED = { status: 403, code: 'approval_required' }

let agent: AgentBank
let order: Order
let key: string
beforeAll(async () => {
  agent = await openAgentBank()
})
afterAll(() => agent.close())
beforeEach(() => {
  order = agent.order()
  key = randomUUID()
})

const without = (details?: unknown) => agent.tokenFor(null, { claims: { authorization_details: details } })

describe('a token that is good for everything but a transfer', () => {
  test.each<[string, unknown]>([
    ['no details', undefined],
    ['an empty list', []],
  ])('learns with %s what to ask for', async (_, details) => {
    const { response, problem } = await expectRefused(agent.bank, () => send(without(details), key, order), REQUIRED)
    expect(response.headers.get('www-authenticate')).toBe('Bearer error="insufficient_authorization"')
    expect(problem.authorizationDetails).toEqual([agent.detailOf(order, key)])
    expect(problem.bindingMessage).toBe('Transfer 25.00 USD from Checking 4321 to Savings 8765')
  })

  test('and what it learnt is good for the very same order', async () => {
    const { problem } = await expectRefused(agent.bank, () => send(without(), key, order), REQUIRED)
    const [detail] = problem.authorizationDetails as unknown[]
    expect((await send(agent.tokenFor(detail), key, order)).status).toBe(201)
  })

  test('hears no memo where the order has none', async () => {
    const { memo: _, ...silent } = order
    const { problem } = await expectRefused(agent.bank, () => send(without(), key, silent), REQUIRED)
    expect(problem.authorizationDetails).toEqual([agent.detailOf(silent, key)])
  })

  test('leaves no trace of having asked', async () => {
    const counted = async () => {
      const [row] = await agent.bank.sql`SELECT
        (SELECT count(*)::int FROM approvals) AS approvals, (SELECT count(*)::int FROM audit_events) AS events,
        (SELECT count(*)::int FROM transfers) AS transfers, (SELECT count(*)::int FROM daily_totals) AS totals`
      return row
    }
    const before = await counted()
    await expectRefused(agent.bank, () => send(without(), key, order), REQUIRED)
    expect(await counted()).toEqual(before)
  })
})

describe('a refusal comes before the invitation', () => {
  test.each<[string, number, () => Partial<Order>]>([
    ['insufficient_funds', 422, () => ({ amount: '9000.00' })],
    ['limit_exceeded', 422, () => ({ amount: '10000.01' })],
    ['same_account', 422, () => ({ toAccountId: order.fromAccountId })],
    ['currency_mismatch', 422, () => ({ currency: 'EUR' })],
    ['account_not_active', 422, () => ({ toAccountId: agent.bank.alice.accounts['Holiday Fund']?.id ?? '' })],
    ['account_not_found', 404, () => ({ toAccountId: randomUUID() })],
    ['account_not_found', 404, () => ({ fromAccountId: agent.bank.bob.accounts.Checking?.id ?? '' })],
    ['invalid_request', 400, () => ({ amount: '25' })],
  ])('%s', async (code, status, change) => {
    await expectRefused(agent.bank, () => send(without(), key, { ...order, ...change() }), { status, code })
  })

  test('idempotency_conflict, where the key was used for another order', async () => {
    expect((await send(agent.tokenFor(agent.detailOf(order, key)), key, order)).status).toBe(201)
    const other = { ...order, amount: '1.00' }
    await expectRefused(agent.bank, () => send(without(), key, other), { status: 409, code: 'idempotency_conflict' })
  })

  test('agent_transfers_frozen', async () => {
    const { sql, alice } = agent.bank
    await sql`UPDATE customers SET agent_transfers_frozen_at = now() WHERE id = ${alice.id}`
    await expectRefused(agent.bank, () => send(without(), key, order), { status: 403, code: 'agent_transfers_frozen' })
    await sql`UPDATE customers SET agent_transfers_frozen_at = NULL WHERE id = ${alice.id}`
  })

  test.each<[string, Record<string, unknown>, { status: number; code: string }]>([
    ['of another audience', { aud: 'https://else.where' }, { status: 401, code: 'unauthenticated' }],
    ['of another client', { azp: 'stranger' }, { status: 401, code: 'unauthenticated' }],
    ['without the scope', { scope: 'openid' }, { status: 403, code: 'insufficient_scope' }],
  ])('a token %s learns nothing', async (_, claims, expected) => {
    const token = agent.tokenFor(null, { claims: { authorization_details: undefined, ...claims } })
    const { problem } = await expectRefused(agent.bank, () => send(token, key, order), expected)
    expect(problem).not.toHaveProperty('authorizationDetails')
  })
})
