import { randomUUID } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { signedInAt } from '@/lib/auth0/session/session'
import { parseTransferOrder } from '@/lib/ledger/transfer-order'
import { env } from '@/lib/platform/env'
import { type AgentBank, detailOf, type Order, openAgentBank, orderBetween } from '../support/agent/agent-bank'
import { describedAnswers, expectDescribed, leaveStreams, seenAnswers, spelt } from '../support/bank/api-description'
import { type ApiRoute, apiRoutes } from '../support/bank/api-routes'
import { crowd, letAiyaAsk, openIn } from '../support/bank/approvals'
import {
  answerAsBusiness,
  askAboutConditionals,
  askAboutRevocation,
  askAboutShares,
  askAsBusiness,
  ELSEWHERE,
} from '../support/bank/business-answers'
import { askAboutChats } from '../support/bank/chat-answers'
import { fillMandates, mandateBody } from '../support/bank/mandates'
import { type Mounted, mount } from '../support/bank/mount'
import { nextMinute } from '../support/bank/next-minute'
import { askToThaw, whileRecovered } from '../support/bank/phone-answers'
import { askAboutPortal } from '../support/bank/portal-answers'
import { freshReceiptKey } from '../support/bank/receipts'
import { currentSession, requireSession, signInAs } from '../support/bank/session-double'

vi.mock('@/lib/auth0/session/session', () => import('../support/bank/session-double'))

// Each answer that the document describes, taken from the real handlers and held against its schema there.

const ORIGIN = 'http://localhost:3000'
const AGENT = 'POST /api/agent/transfers'
const PORTAL = 'POST /api/accounts/transfers'
const routes = new Map((await apiRoutes()).map((route) => [`${route.method} ${spelt(route.path)}`, route]))
const MCP = 'POST /api/mcp'
const elsewhere = new Set([AGENT, MCP, ...ELSEWHERE])
const own = [...routes].filter(([name, { path }]) => !elsewhere.has(name) && path !== '/api/[...path]')
const writes = own.filter(([name]) => describedAnswers().includes(`${name} 429 rate_limited`))
const withBody = [...writes.filter(([name]) => describedAnswers().includes(`${name} 413 body_too_large`))]

let agents: AgentBank
let business: Mounted
beforeAll(async () => {
  business = await mount(answerAsBusiness)
  const { port } = new URL(business.origin)
  Object.assign(process.env, { RECEIPT_SIGNING_KEY: freshReceiptKey(), SHOP_PORT: port, BROKERAGE_PORT: port })
  agents = await openAgentBank()
})
afterAll(() => Promise.all([agents.close(), business.close()]))
afterEach(leaveStreams)
beforeEach(async () => {
  signInAs(agents.bank.alice.id, 'auth0|alice')
  await nextMinute(agents.bank)
})

interface Sent {
  body?: unknown
  headers?: Record<string, string>
  parameters?: Record<string, string>
  query?: string
}

/** Calls a route and checks that the document describes its answer. */
async function ask(name: string, sent: Sent = {}): Promise<Record<string, never>> {
  const route = routes.get(name) as ApiRoute
  const { body, headers, query = '' } = sent
  const parameters = { ...Object.fromEntries(route.parameters.map((each) => [each, uuidv7()])), ...sent.parameters }
  const address = route.path.replace(/\[(\w+)\]/g, (_, each: string) => parameters[each] ?? '')
  const request = new Request(`${ORIGIN}${address}${query}`, {
    method: route.method,
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID(), ...headers },
    ...(route.method !== 'GET' && { body: typeof body === 'string' ? body : JSON.stringify(body ?? {}) }),
  })
  const answered = await expectDescribed(route.method, route.path, await route.call(request, parameters))
  return answered as Record<string, never>
}

/** Leaves no call of this minute, nor of the next one, which may begin meanwhile. */
async function useUp(subject: string): Promise<void> {
  await agents.bank.sql`
    INSERT INTO rate_windows (subject, minute, writes)
    SELECT ${subject}, date_trunc('minute', now()) + n * interval '1 minute', ${env().RATE_LIMIT_PER_MINUTE}
    FROM generate_series(0, 1) n ON CONFLICT (subject, minute) DO UPDATE SET writes = excluded.writes`
}

const order = (): Order => orderBetween(agents.bank.alice.accounts.Checking, agents.bank.alice.accounts.Savings)
const accountThat = (is: string) => Object.values(agents.bank.alice.accounts).find(({ status }) => status === is)

/** Sends an order to the agent's route under a token that allows exactly it, but for what `claims` changes. */
function askAsAgent(body: Order, claims: Record<string, unknown> = {}, key: string = randomUUID()) {
  const token = agents.tokenFor(detailOf(body, key), { claims })
  return ask(AGENT, { body, headers: { Authorization: `Bearer ${token}`, 'Idempotency-Key': key } })
}

const ways = [
  [PORTAL, (body: Order, key: string = randomUUID()) => ask(PORTAL, { body, headers: { 'Idempotency-Key': key } })],
  [AGENT, (body: Order, key?: string) => askAsAgent(body, {}, key)],
] as const

describe.each(ways)('%s', (name, send) => {
  test('a transfer, its replay and a conflict of keys are answered as described', async () => {
    const key = randomUUID()
    await send(order(), key)
    await send(order(), key)
    await send({ ...order(), amount: '26.00' }, key)
    expect(seenAnswers).toContain(`${name} 409 idempotency_conflict`)
  })

  test('refusals by the rules of the bank are answered as described', async () => {
    const { Checking, Savings } = agents.bank.alice.accounts
    const inEuro = Object.values(agents.bank.alice.accounts).find(({ currency }) => currency === 'EUR')
    await send({ ...order(), amount: '9999.00' })
    await send({ ...order(), amount: '10000.01' })
    await send(orderBetween(Checking, Checking))
    await send({ ...order(), toAccountId: randomUUID() })
    await send(orderBetween(accountThat('frozen'), Savings))
    await send({ ...orderBetween(Checking, inEuro) })
  })

  test('bodies that are no order are refused as described', async () => {
    const authorization = { Authorization: `Bearer ${agents.goodCall().token}` }
    await ask(name, { headers: authorization, body: {} })
    await ask(name, { headers: { ...authorization, 'Content-Type': 'text/plain' } })
    await ask(name, { headers: authorization, body: ' '.repeat(17 * 1024) })
  })
})

test('tokens that lack something, and frozen agents, are refused as described', async () => {
  await ask(AGENT, { body: order() })
  await askAsAgent(order(), { scope: 'openid' })
  await askAsAgent(order(), { authorization_details: undefined })
  await askAsAgent(order(), { authorization_details: [] })
  await askAsAgent(order(), { authorization_details: [detailOf(order(), randomUUID())] })
  await ask('POST /api/asking/freeze')
  await askAsAgent(order())
  await ask('POST /api/asking/thaw')
  vi.mocked(signedInAt).mockResolvedValue(new Date(Date.now() + 1_000))
  await askToThaw(ask, agents)
  const bearer = (claims: object) => ({ Authorization: `Bearer ${agents.tokenFor({}, { claims: { ...claims } })}` })
  await askAsBusiness(ask, bearer, () => useUp(`agent:${agents.bank.alice.id}:the-baink`))
  await askAsAgent(order())
})

test('accounts, payees, approvals and receipts are answered as described', async () => {
  for (const name of ['GET /api/accounts', 'GET /api/limits', 'GET /api/overview']) await ask(name)
  const accountId = order().fromAccountId
  await ask('GET /api/accounts/{accountId}/transactions', { parameters: { accountId }, query: '?limit=1' })
  await askAboutPortal(ask, agents.bank.alice)
  const bobs = { accountNumber: '100030007788' }
  await ask('POST /api/payees/lookup', { body: bobs })
  await ask('POST /api/payees', { body: bobs })
  await ask('POST /api/payees', { body: bobs })
  await ask('POST /api/payees/lookup', { body: bobs })
  for (const body of [{ accountNumber: '999999999999' }, { accountNumber: '100020004321' }]) {
    await ask('POST /api/payees', { body })
    await ask('POST /api/payees/lookup', { body })
  }
  await ask('GET /api/payees')
  const posted = await openIn('posted', agents.bank.alice, parseTransferOrder({ ...order(), memo: 'posted' }))
  const waiting = await openIn('pending', agents.bank.alice, parseTransferOrder({ ...order(), memo: 'waiting' }))
  await ask('GET /api/approvals')
  await ask('GET /api/approvals/{approvalId}', { parameters: { approvalId: posted.id } })
  await ask('GET /api/approvals/{approvalId}/receipt', { parameters: { approvalId: posted.id } })
  await ask('GET /api/approvals/{approvalId}/receipt', { parameters: { approvalId: waiting.id } })
  await ask('POST /api/approvals/{approvalId}/cancel', { parameters: { approvalId: waiting.id } })
  await ask('POST /api/approvals/{approvalId}/cancel', { parameters: { approvalId: waiting.id } })
  await ask('GET /api/receipts/keys')
})

test('transfers that wait for the phone, and when they do, are answered as described', async () => {
  const { alice, sql } = agents.bank
  const confirm = (above: string) =>
    ask('PUT /api/confirmation', { body: { amounts: [{ currency: 'USD', above }], firstPayments: false } })
  await ask('GET /api/confirmation')
  await confirm('1.00')
  await ask(PORTAL, { body: order() })
  await confirm('2.00')
  await ask('POST /api/confirmation/withdraw')
  await crowd(alice, parseTransferOrder(order()))
  await ask(PORTAL, { body: order() })
  await confirm('2.00')
  await sql`UPDATE approvals SET status = 'cancelled' WHERE status IN ('requested', 'pending')`
  await sql`
    INSERT INTO approvals (id, customer_id, agent_client_id, kind, change, binding_message, details, status, expires_at)
    SELECT gen_random_uuid(), ${alice.id}, 'portal', 'confirmation', '{}', '', '{}', 'cancelled', now() FROM generate_series(1, 20)`
  await ask(PORTAL, { body: order() })
  await confirm('2.00')
  await whileRecovered(agents, () => confirm('2.00').then(() => ask(PORTAL, { body: order() })))
})

test('standing mandates are answered as described', async () => {
  const { alice, sql } = agents.bank
  const wish = (changes: Record<string, unknown> = {}) =>
    ask('POST /api/mandates', { body: mandateBody(alice, { maxPerTransfer: '10.00', ...changes }) })
  for (const id of [randomUUID(), order().fromAccountId, accountThat('frozen')?.id]) await wish({ toAccountIds: [id] })
  await wish({ currency: 'EUR' })
  await wish()
  await letAiyaAsk(alice.id)
  const { id: mandateId } = (await wish()).mandate as unknown as { id: string }
  await sql`UPDATE approvals SET status = 'cancelled' WHERE status IN ('requested', 'pending')`
  await ask('GET /api/mandates')
  await ask('GET /api/mandates/{mandateId}/uses', { parameters: { mandateId } })
  await ask('DELETE /api/mandates/{mandateId}', { parameters: { mandateId } })
  await askAboutRevocation(ask, mandateId, agents)
  await crowd(alice, parseTransferOrder(order()))
  await wish()
  await sql`UPDATE approvals SET status = 'cancelled' WHERE status IN ('requested', 'pending')`
  await fillMandates(agents.bank)
  await wish()
  await sql`UPDATE customers SET agent_transfers_frozen_at = now() WHERE id = ${alice.id}`
  await wish()
})

test('orders that wait for a price are answered as described', () => askAboutConditionals(ask))

test('orders and shares of a customer are answered as described', () => askAboutShares(ask, agents))

test('chats are answered as described', () => askAboutChats(ask, agents.bank))

test('sessions, events and health are answered as described', async () => {
  await currentSession()
  await ask('GET /api/sessions')
  await ask('DELETE /api/sessions/{sessionId}', { parameters: { sessionId: (await requireSession()).id } })
  await ask('DELETE /api/sessions')
  for (const path of ['health', 'health/live', 'health/ready', 'openapi.json']) await ask(`GET /api/${path}`)
  for (let n = 0; n < 33; n++) await ask('GET /api/events')
})

test('agents from outside without a token are refused as described', async () => {
  for (const Host of ['evil.example', 'localhost:3000']) await ask(MCP, { headers: { Host } })
})

test('access of agents, and taking it back, is answered as described', async () => {
  const [granted_at, names] = [new Date().toISOString(), { client_id: 'robo', client_name: 'Robo', client_host: null }]
  const grants = [{ ...names, scopes: ['read:accounts'], granted_at, last_used_at: null, grant_ids: ['x'] }]
  let revoked = 1
  Object.assign(agents.tenant.answers, {
    '/oauth/grants': () => ({ grants }),
    '/oauth/grants/revoke': () => ({ revoked }),
  })
  await ask('GET /api/agents')
  await ask('POST /api/agents/revoke', { body: { clientId: 'robo' } })
  revoked = 0
  await ask('POST /api/agents/revoke', { body: { clientId: 'robo' } })
})

describe('every route refuses as described', () => {
  test.each(own)('%s: no session, text that cannot be stored, and things of other customers', async (name, route) => {
    if (!describedAnswers().includes(`${name} 400 invalid_request`)) return
    await ask(name, { query: '?x=%00' })
    if (!describedAnswers().includes(`${name} 401 unauthenticated`)) return
    if (route.parameters.length > 0 && !withBody.some(([each]) => each === name)) await ask(name)
    signInAs(null)
    await ask(name)
  })

  test.each(writes)('%s: requests from another site, and too many of them', async (name) => {
    await ask(name, { headers: { Origin: 'https://evil.example' } })
    await useUp(`customer:${agents.bank.alice.id}`)
    await ask(name)
  })

  test.each(withBody)('%s: a body that is not JSON, or too large', async (name) => {
    await ask(name, { headers: { 'Content-Type': 'text/plain' } })
    await ask(name, { body: ' '.repeat(200 * 1024) })
    await ask(name, { body: {} })
  })
})

test('every answer that is described was provoked above', () => {
  const described = describedAnswers().filter((answer) => !UNSEEN.test(answer))
  expect(described.filter((answer) => !seenAnswers.has(answer))).toEqual([])
})

/** What a test of handlers alone cannot bring about; tests/e2e, tests/faults, tests/approvals, tests/mcp and tests/shards do. */
const UNSEEN =
  /unavailable$|^PUT \/api\/confirmation 409|internal_error$|signed_in_as_other$|misdirected$|^GET .* forbidden_origin$|^GET \/api\/health\S* 503$|^POST \/api\/mcp (?!401|403)/
