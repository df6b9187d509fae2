import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { moveApproval } from '@/lib/approvals/move-approval'
import { beginShutdown } from '@/lib/platform/shutdown'
import { becomeAnotherReplica } from '../support/bank/replica'
import { connect } from '../tenant/agents'
import {
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
import { type Answer, taskSessionOf, wireOf } from './task-client'

// The tasks extension of revision 2026-07-28 (SEP-2663): a client that declares it gets a task for its request.

const SCHEMA_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

let live: McpBank
let token: string
beforeAll(async () => {
  live = await openMcpBank()
  token = await tokenOf(live)
})
afterAll(async () => {
  beginShutdown()
  await live.close()
})
beforeEach(() => startAfresh(live))

const wire = (declares = true) => wireOf(live.endpoint, token, declares)
const approvals = () => live.bank.sql`SELECT id FROM approvals WHERE customer_id = ${live.bank.alice.id}`

/** Asks as a client that declares tasks; its task's id. */
async function taskFor(wish: object): Promise<string> {
  const { result } = await wire().call('request_transfer', wish)
  expect(result).toMatchObject({ resultType: 'task', taskId: expect.any(String) })
  return result?.taskId as string
}

test('a client that declares tasks gets one at once, which it may ask about, and the customer’s yes ends it', async () => {
  const wish = orderOf(live)
  const { result: created } = await wire().call('request_transfer', wish)
  const task = {
    taskId: expect.any(String),
    status: 'working',
    statusMessage: expect.stringContaining('has not answered yet'),
    createdAt: expect.stringMatching(SCHEMA_TIME),
    lastUpdatedAt: expect.stringMatching(SCHEMA_TIME),
    ttlMs: null,
    pollIntervalMs: expect.any(Number),
  }
  expect(created).toMatchObject({ resultType: 'task', ...task })
  expect(created).not.toHaveProperty('structuredContent')
  const taskId = created?.taskId as string
  const { result: now } = await wire().get(taskId)
  expect(now).toMatchObject({ resultType: 'complete', ...task, taskId, createdAt: created?.createdAt })
  expect(now).not.toHaveProperty('result')
  await live.phone.approve((await live.phone.waitForRequest(wish.memo)).id)
  await expect
    .poll(async () => (await wire().get(taskId)).result, { timeout: 10_000 })
    .toMatchObject({ status: 'completed', statusMessage: 'The transfer was made.' })
  const { result: ended } = await wire().get(taskId)
  const agent = await clientOf(live.endpoint, token)
  const { approval } = await agent.call('get_approval', { approvalId: taskId })
  await agent.close()
  expect(ended?.result).toEqual({
    resultType: 'complete',
    content: [{ type: 'text', text: JSON.stringify({ approval }) }],
    structuredContent: { approval },
  })
  expect(approval).toMatchObject({ status: 'posted', transferId: expect.any(String) })
  expect(Date.parse(ended?.lastUpdatedAt as string)).toBeGreaterThan(Date.parse(created?.lastUpdatedAt as string))
})

test('a client that does not, or speaks the older revision, gets the approval itself, and finds no tasks', async () => {
  const plain = await wire(false).call('request_transfer', orderOf(live))
  expect(plain.result).toMatchObject({ resultType: 'complete', structuredContent: { approval: { status: 'pending' } } })
  expect(plain.result).not.toHaveProperty('taskId')
  const { id } = approvalIn(plain.result?.structuredContent as Record<string, unknown>)
  const missing = {
    code: -32021,
    data: { requiredCapabilities: { extensions: { 'io.modelcontextprotocol/tasks': {} } } },
  }
  for (const method of ['get', 'update', 'cancel'] as const)
    expect(await wire(false)[method](id)).toMatchObject({ status: 400, error: missing })
  const listening = await wire(false).send('subscriptions/listen', { notifications: { taskIds: [id] } })
  expect(listening).toMatchObject({ status: 400, error: missing })
  const old = await clientOf(live.endpoint, token, '2025-11-25')
  expect(old.client.getServerCapabilities()).not.toHaveProperty('extensions')
  expect(await old.call('request_transfer', orderOf(live))).toMatchObject({ approval: { status: 'pending' } })
  await old.close()
  const modern = await clientOf(live.endpoint, token)
  expect(modern.client.getServerCapabilities()?.extensions).toEqual({ 'io.modelcontextprotocol/tasks': {} })
  await modern.close()
})

describe('a task ends as its approval does', () => {
  test.each([
    ['denied', 'The customer denied the transfer. Nothing has moved.'],
    ['expired', 'The customer did not answer in time. Nothing has moved.'],
    ['failed', 'The transfer was not made. Nothing has moved.'],
  ] as const)('%s: completed, with an error for a result', async (to, statusMessage) => {
    const taskId = await taskFor(orderOf(live))
    await moveApproval(taskId, to)
    const { result } = await wire().get(taskId)
    expect(result).toMatchObject({
      ...{ status: 'completed', statusMessage },
      result: { isError: true, structuredContent: { approval: { id: taskId, status: to, transferId: null } } },
    })
  })

  test('withdrawn, by tasks/cancel as by the tool: cancelled, off the phone, and acknowledged once more', async () => {
    const wish = orderOf(live)
    const taskId = await taskFor(wish)
    const request = await live.phone.waitForRequest(wish.memo)
    for (let turn = 0; turn < 2; turn++) {
      const { result } = await wire().cancel(taskId)
      expect(Object.keys(result ?? {}).filter((name) => name !== '_meta')).toEqual(['resultType'])
      expect(result?.resultType).toBe('complete')
    }
    expect((await wire().get(taskId)).result).toMatchObject({ status: 'cancelled' })
    await expect.poll(async () => (await live.phone.pending()).map(({ id }) => id)).not.toContain(request.id)
  })

  test('one that has ended is not cancelled any more', async () => {
    const taskId = await taskFor(orderOf(live))
    await moveApproval(taskId, 'denied')
    expect((await wire().cancel(taskId)).result).toMatchObject({ resultType: 'complete' })
    expect((await wire().get(taskId)).result).toMatchObject({ status: 'completed' })
  })

  test('what nobody asked the agent for is taken and changes nothing', async () => {
    const taskId = await taskFor(orderOf(live))
    expect((await wire().update(taskId)).result).toMatchObject({ resultType: 'complete' })
    expect((await wire().get(taskId)).result).toMatchObject({ status: 'working' })
  })
})

test('one request id is one task, also after a restart of the bank and for a client that forgot to declare', async () => {
  const wish = orderOf(live)
  const before = (await approvals()).length
  const taskId = await taskFor(wish)
  const serve = live.app.handler
  becomeAnotherReplica()
  const { POST: elsewhere } = await import('@/app/api/mcp/route')
  live.app.handler = elsewhere
  expect(await taskFor(wish)).toBe(taskId)
  live.app.handler = serve
  const { result } = await wire(false).call('request_transfer', wish)
  expect(result?.structuredContent).toMatchObject({ approval: { id: taskId } })
  expect(await approvals()).toHaveLength(before + 1)
})

test('a refusal is a result and no task', async () => {
  const before = (await approvals()).length
  const { result } = await wire().call('request_transfer', orderOf(live, { amount: '9000.00' }))
  expect(result).toMatchObject({
    ...{ resultType: 'complete', isError: true },
    structuredContent: { code: 'insufficient_funds' },
  })
  expect(result).not.toHaveProperty('taskId')
  expect(await approvals()).toHaveLength(before)
})

describe('an agent finds its own tasks alone', () => {
  const expectNone = async (taskId: string) => {
    for (const method of ['get', 'update', 'cancel'] as const) {
      const { status, error } = await wire()[method](taskId)
      expect({ status, error }).toEqual({ status: 200, error: { code: -32602, message: expect.any(String) } })
      expect(error?.message).toContain('no such task')
    }
  }

  test('and none of another agent’s, nor of another customer’s, nor one that never was', async () => {
    const { id } = await openFor(live, OTHER, orderOf(live))
    const { Checking, Savings } = live.bank.bob.accounts
    const bobs = wireOf(live.endpoint, (await connect(live.tenant, 'bob@example.com')).access_token)
    const wish = orderOf(live, { fromAccountId: Checking?.id, toAccountId: Savings?.id })
    const { result } = await bobs.call('request_transfer', wish)
    for (const taskId of [id, result?.taskId as string, randomUUID(), 'none']) await expectNone(taskId)
    expect((await bobs.get(result?.taskId as string)).result).toMatchObject({ status: 'working' })
  })

  test('and without the scope is told which it lacks', async () => {
    const taskId = await taskFor(orderOf(live))
    const { access_token } = await connect(live.tenant, undefined, { scope: 'read:accounts' })
    const looking = wireOf(live.endpoint, access_token)
    for (const answer of [await looking.get(taskId), await looking.cancel(taskId), await looking.update(taskId)]) {
      expect(answer).toMatchObject({ status: 403, challenge: expect.stringContaining('scope="request:transfer"') })
      expect(answer.challenge).toContain('resource_metadata="')
    }
    expect((await wire().get(taskId)).result).toMatchObject({ status: 'working' })
  })
})

test('the database’s absence is no absence of the task', async () => {
  const taskId = await taskFor(orderOf(live))
  await live.bank.sql`ALTER TABLE approvals RENAME TO hidden`
  const hidden: Answer = await wire().get(taskId)
  await live.bank.sql`ALTER TABLE hidden RENAME TO approvals`
  expect(hidden.error).toMatchObject({ code: -32603, message: 'Something went wrong on our side' })
})

test('the extension’s own requester sees it through to the end', async () => {
  const wish = orderOf(live)
  const { session, close } = await taskSessionOf(live.endpoint, token)
  const execution = await session.callTool('request_transfer', { ...wish } as Record<string, string>)
  const settled = execution.settle()
  await live.phone.approve((await live.phone.waitForRequest(wish.memo)).id)
  const { outcome } = await settled
  expect(outcome).toMatchObject({
    status: 'completed',
    result: { structuredContent: { approval: { status: 'posted', details: expect.anything() } } },
  })
  await close()
})
