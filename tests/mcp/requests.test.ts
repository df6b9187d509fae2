import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Agent, agentWords } from '@/lib/approvals/agent'
import { getApproval } from '@/lib/approvals/approval'
import { openApproval } from '@/lib/approvals/open-approval'
import { askPhone } from '@/lib/auth0/ai/ask-phone'
import { readTrail } from '@/lib/evidence/audit/trail'
import { parseTransferOrder } from '@/lib/ledger/transfer-order'
import { beginShutdown } from '@/lib/platform/shutdown'
import { moneyOf } from '../support/agent/agent-bank'
import { openFor as openForAiya } from '../support/bank/approvals'
import { pay } from '../support/bank/seeded-bank'
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
  type Wish,
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

const openAs = (other: Agent, wish: Wish) => openFor(live, other, wish)

describe('an agent finds nothing', () => {
  async function expectUnknown(approvalId: string) {
    for (const name of ['get_approval', 'cancel_transfer'])
      expect(await agent.call(name, { approvalId })).toEqual({ isError: true, code: 'not_found', message: 'Not found' })
  }

  test('of what another agent asked for', async () => {
    const { id } = await openAs(OTHER, order())
    await expectUnknown(id)
    expect(await getApproval(live.bank.alice.id, id)).toMatchObject({ status: 'requested', agent: OTHER })
  })

  test('of what Aiya asked for', async () => {
    const { requestId: _, ...body } = order()
    await expectUnknown((await openForAiya(live.bank.alice, parseTransferOrder(body))).id)
  })

  test('of another customer, by any id', async () => {
    const { Checking, Savings } = live.bank.bob.accounts
    const bobs = await openApproval({
      customerId: live.bank.bob.id,
      order: parseTransferOrder({
        ...{ fromAccountId: Checking?.id, toAccountId: Savings?.id },
        amount: '1.00',
        currency: 'USD',
      }),
      outside: { agent: { clientId: 'baink-cli', name: 'bAInk command line', host: null }, requestId: randomUUID() },
    })
    await expectUnknown(bobs.id)
    const unknown = { isError: true, code: 'account_not_found' }
    expect(await agent.call('list_transactions', { accountId: Checking?.id })).toMatchObject(unknown)
    expect(await ask(order({ fromAccountId: Checking?.id }))).toMatchObject(unknown)
    expect(await ask(order({ toAccountId: Savings?.id }))).toMatchObject(unknown)
  })

  test('where there is none', async () => {
    await expectUnknown(randomUUID())
    await expectUnknown('none')
  })
})

test('lists the transactions of an account, page by page', async () => {
  const { Checking, Savings } = live.bank.alice.accounts
  for (const amount of ['3.01', '3.02', '3.03'])
    await pay({ customerId: live.bank.alice.id, from: Checking, to: Savings, amount })
  const first = await agent.call('list_transactions', { accountId: Checking?.id, limit: 2 })
  expect(first.transactions).toHaveLength(2)
  const second = await agent.call('list_transactions', { accountId: Checking?.id, limit: 2, cursor: first.nextCursor })
  expect(second.transactions).toHaveLength(2)
  expect(second.transactions).not.toEqual(first.transactions)
  expect(await agent.call('list_transactions', { accountId: Checking?.id, cursor: 'x' })).toMatchObject({
    isError: true,
    code: 'invalid_request',
  })
})

test('lists the payees', async () => {
  expect((await agent.call('list_payees')).payees).toEqual([expect.objectContaining({ name: 'Bob Example' })])
})

describe('the bank’s rules come first, and nothing is remembered', () => {
  test.each<[string, Record<string, unknown>]>([
    ['insufficient_funds', { amount: '9000.00' }],
    ['limit_exceeded', { amount: '10000.01' }],
    ['currency_mismatch', { currency: 'EUR' }],
    ['invalid_request', { amount: '1' }],
    ['invalid_request', { requestId: 'mine' }],
    ['invalid_request', { memo: 'a\u202eb' }],
  ])('%s', async (code, changes) => {
    const wish = order()
    const before = await moneyOf(live.bank)
    const said = { isError: true, code, message: expect.stringMatching(/\w \w/) }
    expect(await ask({ ...wish, ...changes })).toMatchObject(said)
    expect(await moneyOf(live.bank)).toEqual(before)
    expect(approvalIn(await ask(wish)).status).toBe('pending')
  })

  test('a limit is told with its amount, in words and in members', async () => {
    const limit = { currency: 'USD', limit: '10000.00', left: '10000.00', renewsAt: null }
    const message = 'One transfer can be at most $10,000.00.'
    expect(await ask({ ...order(), amount: '10000.01' })).toMatchObject({ isError: true, message, ...limit })
  })

  test('prompts are rationed for the customer, whoever asks', async () => {
    const { requestId: _, ...body } = order()
    await openForAiya(live.bank.alice, parseTransferOrder(body))
    const codes = []
    for (let turn = 0; turn < 4; turn++) codes.push((await ask(order())).code)
    expect(codes.at(-1)).toBe('too_many_approvals')
  })

  test('a no gives the payee a rest from agents as well', async () => {
    const wish = order()
    const { id } = approvalIn(await ask(wish))
    await live.phone.deny((await live.phone.waitForRequest(wish.memo)).id)
    await agent.call('get_approval', { approvalId: id, waitSeconds: 10 })
    expect(await ask(order())).toMatchObject({ isError: true, code: 'refused_recently' })
  })
})

describe('get_approval', () => {
  test('answers at once unless told to wait, and waits no longer than that', async () => {
    const { id } = approvalIn(await ask(order()))
    const seconds = async (waitSeconds?: number) => {
      const began = performance.now()
      expect(approvalIn(await agent.call('get_approval', { approvalId: id, waitSeconds })).status).toBe('pending')
      return (performance.now() - began) / 1_000
    }
    // On a busy machine an answer takes a second or two by itself; who is told nothing could wait for 25.
    expect(await seconds()).toBeLessThan(5)
    const waited = await seconds(2)
    expect(waited).toBeGreaterThan(1.9)
    expect(waited).toBeLessThan(10)
    const { isError } = await agent.call('get_approval', { approvalId: id, waitSeconds: 26 })
    expect(isError).toBe(true)
  })

  test('hears a change long before its time is up, and tells meanwhile that it waits, if it was asked to', async () => {
    const { id } = approvalIn(await ask(order()))
    const told: number[] = []
    const waits = agent.client.callTool(
      { name: 'get_approval', arguments: { approvalId: id, waitSeconds: 20 } },
      { onprogress: ({ progress, total }) => void (total === 20 && told.push(progress)) },
    )
    // Time enough for two of its words, one a second, on a busy machine too.
    await new Promise((resolve) => setTimeout(resolve, 5_000))
    const cancelled = performance.now()
    await agent.call('cancel_transfer', { approvalId: id })
    expect((await waits).structuredContent).toMatchObject({ approval: { id, status: 'cancelled' } })
    expect(performance.now() - cancelled).toBeLessThan(10_000)
    expect(told.length).toBeGreaterThan(1)
    // Each word tells of more seconds than the one before; a busy machine may leave a second out.
    expect(told).toEqual([...new Set(told)].sort((one, other) => one - other))
  })
})

test('cancel_transfer takes the request off the phone, and is no way to undo what was answered', async () => {
  const wish = order()
  const { id } = approvalIn(await ask(wish))
  const request = await live.phone.waitForRequest(wish.memo)
  const withdrawn = {
    isError: false,
    approval: { id, status: 'cancelled', reason: 'agent_withdrew', transferId: null },
  }
  expect(await agent.call('cancel_transfer', { approvalId: id })).toMatchObject(withdrawn)
  expect(await agent.call('cancel_transfer', { approvalId: id })).toMatchObject(withdrawn)
  await vi.waitUntil(async () => !(await live.phone.pending()).some((one) => one.id === request.id), {
    timeout: 20_000,
  })
  const other = order()
  const answered = approvalIn(await ask(other))
  await live.phone.approve((await live.phone.waitForRequest(other.memo)).id)
  await expect
    .poll(() => agent.call('get_approval', { approvalId: answered.id }), { timeout: 10_000 })
    .toMatchObject({ approval: { status: 'posted' } })
  expect(await agent.call('cancel_transfer', { approvalId: answered.id })).toMatchObject({
    isError: true,
    code: 'conflict',
  })
})

test('the phone, the approval and the audit name the agent that asked, and where it stands', async () => {
  const { requestId, ...body } = order()
  const customer = { id: live.bank.alice.id, subject: 'auth0|alice', name: 'Alice Example' }
  const { id } = await askPhone({ customer, outside: { agent: OTHER, requestId }, order: parseTransferOrder(body) })
  const request = await live.phone.waitForRequest(body.memo)
  expect(request.text).toContain('Robo asks to transfer')
  expect(request.text).toContain('Asked by: Robo ( agent.example )')
  await live.phone.approve(request.id)
  await expect
    .poll(() => getApproval(customer.id, id), { timeout: 10_000 })
    .toMatchObject({ status: 'posted', agent: OTHER })
  expect(agentWords(OTHER)).toBe('Robo (agent.example)')
  const act = { sub: OTHER.clientId, sub_profile: 'ai_agent', client_name: 'Robo', client_host: 'agent.example' }
  const events = await readTrail({ approvalId: id })
  expect(events.filter(({ data }) => data.act).map(({ kind, data }) => [kind, data.act])).toEqual([
    ['approval.requested', act],
    ['transfer.posted', act],
  ])
})
