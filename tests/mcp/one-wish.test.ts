import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { beginShutdown } from '@/lib/platform/shutdown'
import { becomeAnotherReplica } from '../support/bank/replica'
import { inDatabase } from '../tenant/joining'
import {
  type AgentClient,
  approvalIn,
  clientOf,
  type McpBank,
  OTHER,
  openFor,
  openMcpBank,
  orderOf,
  startAfresh,
  tokenOf,
} from './agent-client'

let live: McpBank
let agent: AgentClient
beforeAll(async () => {
  live = await openMcpBank()
  agent = await clientOf(live.endpoint, await tokenOf(live))
})
afterAll(async () => {
  await agent.close()
  beginShutdown()
  await live.close()
})
beforeEach(() => startAfresh(live))

const order = (changes: Record<string, unknown> = {}) => orderOf(live, changes)
const ask = (wish: object) => agent.call('request_transfer', { ...wish })
const waiting = () => live.bank.sql`
  SELECT id FROM approvals WHERE customer_id = ${live.bank.alice.id} AND status IN ('requested', 'pending', 'approved')`
/** How often the tenant was asked for this wish, answered or not. */
const pushes = ({ memo }: { memo: string }) =>
  inDatabase(live.tenant, async (sql) => {
    const [row] = await sql`
      SELECT count(*)::int AS count FROM tenant.approvals WHERE details ->> 'remittanceInformationUnstructured' = ${memo}`
    return row?.count
  })

describe('one wish under one request id', () => {
  test('sent ten times at once is one approval and one push', async () => {
    const wish = order()
    const results = await Promise.all(Array.from({ length: 10 }, () => ask(wish)))
    expect(new Set(results.map((result) => approvalIn(result).id)).size).toBe(1)
    await live.phone.waitForRequest(wish.memo)
    expect(await pushes(wish)).toBe(1)
    expect(await waiting()).toHaveLength(1)
  })

  test('whose answer was lost is asked for again, and rings nobody again', async () => {
    const wish = order()
    const serve = live.app.handler
    live.app.handler = async (request) => {
      await serve(request)
      return null
    }
    await expect(ask(wish)).rejects.toThrow()
    live.app.handler = serve
    const again = approvalIn(await ask(wish))
    expect(again.status).toBe('pending')
    expect(await pushes(wish)).toBe(1)
  })

  test('is the same after a restart of the bank', async () => {
    const wish = order()
    const first = approvalIn(await ask(wish))
    const serve = live.app.handler
    becomeAnotherReplica()
    const { POST: elsewhere } = await import('@/app/api/mcp/route')
    live.app.handler = elsewhere
    expect(approvalIn(await ask(wish)).id).toBe(first.id)
    live.app.handler = serve
    expect(await pushes(wish)).toBe(1)
  })

  test('is the same once it has ended, also while agents are frozen', async () => {
    const wish = order()
    const { id } = approvalIn(await ask(wish))
    await live.phone.deny((await live.phone.waitForRequest(wish.memo)).id)
    await agent.call('get_approval', { approvalId: id, waitSeconds: 10 })
    await live.bank.sql`UPDATE customers SET agent_transfers_frozen_at = now() WHERE id = ${live.bank.alice.id}`
    expect(await ask(wish)).toMatchObject({ isError: false, approval: { id, status: 'denied' } })
    expect(await ask(order())).toMatchObject({ isError: true, code: 'agent_transfers_frozen' })
    await live.bank.sql`UPDATE customers SET agent_transfers_frozen_at = NULL WHERE id = ${live.bank.alice.id}`
    expect(await pushes(wish)).toBe(1)
  })

  test.each<[string, Record<string, unknown>]>([
    ['another amount', { amount: '1.99' }],
    ['another memo', { memo: 'something else' }],
    ['no memo', { memo: null }],
  ])('is not another order: %s', async (_, changes) => {
    const wish = order()
    await ask(wish)
    expect(await ask({ ...wish, ...changes })).toMatchObject({ isError: true, code: 'idempotency_conflict' })
    expect(await waiting()).toHaveLength(1)
  })

  test('says nothing of what another agent, or another customer’s agent, has named the same', async () => {
    const wish = order()
    const others = approvalIn({ approval: await openFor(live, OTHER, wish) })
    const own = approvalIn(await ask(wish))
    expect(own.id).not.toBe(others.id)
    const { Checking, Savings } = live.bank.bob.accounts
    const bobs = await clientOf(live.endpoint, await tokenOf(live, 'bob@example.com'))
    const asBob = { ...order(), requestId: wish.requestId, fromAccountId: Checking?.id, toAccountId: Savings?.id }
    expect(approvalIn(await bobs.call('request_transfer', asBob)).id).not.toBe(own.id)
    await bobs.close()
  })
})
