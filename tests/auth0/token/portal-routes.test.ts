import { randomUUID } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { openChat } from '@/lib/chats/chat'
import { parseTransferOrder } from '@/lib/ledger/transfer-order'
import { env } from '@/lib/platform/env'
import { moneyOf, type Order, orderBetween } from '../../support/agent/agent-bank'
import { type ApiRoute, portalRoutes } from '../../support/bank/api-routes'
import { openFor } from '../../support/bank/approvals'
import { nextMinute } from '../../support/bank/next-minute'
import { openSeededBank, type SeededBank } from '../../support/bank/seeded-bank'
import { signInAs } from '../../support/bank/session-double'

vi.mock('@/lib/auth0/session/session', () => import('../../support/bank/session-double'))

// What must hold for every route that trusts the session. The routes are read from the source, so none is forgotten.

const ORIGIN = 'http://localhost:3000'
const routes = await portalRoutes()
const writes = routes.filter(({ method }) => method !== 'GET')
const named = (list: ApiRoute[]) => list.map((route): [string, ApiRoute] => [`${route.method} ${route.path}`, route])

let bank: SeededBank
/** What is bob's, by the name that it has in a path. */
let bobs: Record<string, string>
let order: Order
beforeAll(async () => {
  bank = await openSeededBank()
  const { Checking, Savings } = bank.bob.accounts
  const approval = await openFor(bank.bob, parseTransferOrder(orderBetween(Checking, Savings)))
  const chatId = uuidv7()
  await openChat(bank.bob.id, chatId, 'hello')
  bobs = { accountId: Checking?.id ?? '', approvalId: approval.id, chatId }
  order = orderBetween(bank.alice.accounts.Checking, bank.alice.accounts.Savings)
})
afterAll(() => bank.close())
beforeEach(async () => {
  signInAs(bank.alice.id)
  await nextMinute(bank)
})

interface Sent {
  body?: unknown
  headers?: Record<string, string>
  parameters?: Record<string, string>
}

/** Calls a route as the portal's own pages do, but for what a test says. */
function callRoute({ method, path, call }: ApiRoute, { body = {}, headers, parameters }: Sent = {}): Promise<Response> {
  const init = {
    method,
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID(), ...headers },
    ...(method !== 'GET' && { body: JSON.stringify(body) }),
  }
  const address = path.replace(/\[(\w+)\]/g, (_, name) => parameters?.[name] ?? uuidv7())
  return call(new Request(`${ORIGIN}${address}`, init), parameters)
}

const codeOf = async (response: Response) => [response.status, (await response.json()).code]

test('there are routes to look at', () => {
  expect(writes.map(({ method, path }) => `${method} ${path}`)).toEqual(
    expect.arrayContaining([
      'POST /api/accounts/transfers',
      'POST /api/payees',
      'POST /api/payees/lookup',
      'POST /api/approvals/[approvalId]/cancel',
      'POST /api/chat/[chatId]',
      'PATCH /api/chat/[chatId]',
      'DELETE /api/chat/[chatId]',
    ]),
  )
})

describe.each(named(writes))('%s', (_, route) => {
  test.each<[string, Record<string, string>]>([
    ['another site', { Origin: 'https://evil.example' }],
    ['another port of this host', { Origin: 'http://localhost:4000' }],
    ['this host over https', { Origin: 'https://localhost:3000' }],
    ['a page without an origin', { Origin: 'null' }],
    ['another site, by what the browser says of it', { 'Sec-Fetch-Site': 'cross-site' }],
    ['another subdomain, by what the browser says of it', { 'Sec-Fetch-Site': 'same-site' }],
    ['another site that states our origin', { Origin: ORIGIN, 'Sec-Fetch-Site': 'cross-site' }],
    ['another origin in a browser that says it is ours', { Origin: 'null', 'Sec-Fetch-Site': 'same-origin' }],
  ])('is refused from %s', async (_, headers) => {
    const before = await moneyOf(bank)
    expect(await codeOf(await callRoute(route, { headers }))).toEqual([403, 'forbidden_origin'])
    expect(await moneyOf(bank)).toEqual(before)
  })

  test.each<[string, Record<string, string>]>([
    ['without a session', {}],
    ["without a session, from the portal's own page", { Origin: ORIGIN, 'Sec-Fetch-Site': 'same-origin' }],
    ['with a token in place of a session', { Authorization: 'Bearer a.b.c' }],
  ])('needs a session: 401 %s', async (_, headers) => {
    signInAs(null)
    expect(await codeOf(await callRoute(route, { headers }))).toEqual([401, 'unauthenticated'])
  })

  test('counts what a customer writes, and what an address tries without a session', async () => {
    const limit = env().RATE_LIMIT_PER_MINUTE
    for (const subject of [`customer:${bank.alice.id}`, 'address:192.0.2.7']) {
      // This minute and the next one, which may begin meanwhile.
      await bank.sql`
        INSERT INTO rate_windows (subject, minute, writes)
        SELECT ${subject}, date_trunc('minute', now()) + n * interval '1 minute', ${limit} FROM generate_series(0, 1) n`
    }
    const limited = async (headers = {}) => {
      const response = await callRoute(route, { headers })
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
      return codeOf(response)
    }
    expect(await limited()).toEqual([429, 'rate_limited'])
    signInAs(null)
    expect(await limited({ 'X-Forwarded-For': '192.0.2.7' })).toEqual([429, 'rate_limited'])
  })
})

describe('members that a customer may not set are refused, each by name', () => {
  const MEMBERS = ['id', 'customerId', 'status', 'authority', 'balance', 'accountId', 'createdAt', 'isAdmin']
  const bodies: Record<string, () => Record<string, unknown>> = {
    'POST /api/accounts/transfers': () => ({ ...order }),
    'POST /api/payees': () => ({ accountNumber: '100030007788' }),
    'POST /api/payees/lookup': () => ({ accountNumber: '100030007788' }),
    'POST /api/chat/[chatId]': () => ({
      message: { id: randomUUID(), role: 'user', parts: [{ type: 'text', text: 'hello' }] },
    }),
    'PATCH /api/chat/[chatId]': () => ({ title: 'Renamed' }),
  }

  test.each(Object.keys(bodies))('%s', async (name) => {
    const route = writes.find(({ method, path }) => `${method} ${path}` === name)
    if (!route) throw new Error(`${name} is gone`)
    const before = await moneyOf(bank)
    for (const member of [...MEMBERS, '__proto__', 'constructor']) {
      const body = { ...bodies[name]?.(), ...JSON.parse(`{"${member}":"${bank.bob.id}"}`) }
      const response = await callRoute(route, { body, parameters: { chatId: uuidv7() } })
      const problem = await response.json()
      expect([response.status, problem.code], member).toEqual([400, 'invalid_request'])
      expect(problem.errors, member).toContainEqual(expect.objectContaining({ member }))
    }
    expect(await moneyOf(bank)).toEqual(before)
  })

  test('inside a chat message as well', async () => {
    const route = writes.find(({ method, path }) => method === 'POST' && path === '/api/chat/[chatId]')
    const parts = [{ type: 'text', text: 'hello' }]
    for (const more of [{ customerId: bank.bob.id }, { createdAt: '2026-01-01' }, { role: 'assistant' }]) {
      const body = { message: { id: randomUUID(), role: 'user', parts, ...more } }
      const response = await callRoute(route as ApiRoute, { body, parameters: { chatId: uuidv7() } })
      expect(await codeOf(response)).toEqual([400, 'invalid_request'])
    }
  })

  test.each([
    ['POST /api/approvals/[approvalId]/cancel', { status: 'posted', customerId: 'x' }],
    ['DELETE /api/chat/[chatId]', { customerId: 'x' }],
  ])('%s reads no body at all', async (name, body) => {
    const route = writes.find(({ method, path }) => `${method} ${path}` === name) as ApiRoute
    const own = await openFor(bank.alice, parseTransferOrder({ ...order, memo: randomUUID() }))
    const chatId = uuidv7()
    await openChat(bank.alice.id, chatId, 'hello')
    const response = await callRoute(route, { body, parameters: { approvalId: own.id, chatId } })
    expect(response.ok).toBe(true)
    const [row] = await bank.sql`SELECT status, customer_id FROM approvals WHERE id = ${own.id}`
    expect(row).toEqual({ status: name.startsWith('POST') ? 'cancelled' : 'requested', customer_id: bank.alice.id })
  })
})

/** Everything of an answer that its receiver can see. */
async function seen(response: Response): Promise<unknown> {
  const headers = [...response.headers].filter(([name]) => name !== 'date').sort()
  return { status: response.status, headers, body: await response.text() }
}

describe('what is somebody else’s is answered like what is nobody’s, byte for byte', () => {
  // A chat's first message makes the chat, so its id cannot be nobody's; tests/chats covers it.
  const withIds = routes.filter(
    ({ method, path, parameters }) =>
      parameters.length > 0 && `${method} ${path}` !== 'POST /api/chat/[chatId]' && parameters.every(isKnown),
  )

  test.each(named(withIds))('%s', async (_, route) => {
    const body = route.method === 'PATCH' ? { title: 'mine' } : {}
    const ofBob = await seen(await callRoute(route, { parameters: bobs, body }))
    const ofNobody = await seen(await callRoute(route, { parameters: nobodys(), body }))
    const ofNoOneEver = await seen(await callRoute(route, { parameters: nobodys('not-an-id'), body }))
    expect(ofBob).toMatchObject({ status: 404 })
    expect(ofBob).toEqual(ofNobody)
    expect(ofBob).toEqual(ofNoOneEver)
    expect(JSON.stringify(ofBob)).not.toContain(bobs.accountId)
  })

  test('and bob finds his own', async () => {
    signInAs(bank.bob.id)
    for (const [name, route] of named(withIds.filter(({ method }) => method === 'GET'))) {
      // A receipt is for what was posted, and this approval is still open.
      if (name.endsWith('/receipt')) continue
      expect((await callRoute(route, { parameters: bobs })).status, name).toBeLessThan(300)
    }
  })

  test.each(['fromAccountId', 'toAccountId'])('POST /api/accounts/transfers, %s', async (member) => {
    const route = writes.find(({ path }) => path === '/api/accounts/transfers') as ApiRoute
    const before = await moneyOf(bank)
    const answers = []
    for (const id of [bank.bob.accounts.Savings?.id, uuidv7(), randomUUID()]) {
      answers.push(await seen(await callRoute(route, { body: { ...order, [member]: id } })))
    }
    expect(answers[0]).toMatchObject({ status: 404 })
    expect(answers[1]).toEqual(answers[0])
    expect(answers[2]).toEqual(answers[0])
    expect(await moneyOf(bank)).toEqual(before)
  })

  test('lists hold nothing of it', async () => {
    for (const path of ['/api/accounts', '/api/approvals', '/api/chat', '/api/payees']) {
      const route = routes.find((one) => one.method === 'GET' && one.path === path) as ApiRoute
      const text = await (await callRoute(route)).text()
      for (const id of [bobs.approvalId, bobs.chatId, bank.bob.accounts.Savings?.id])
        expect(text, path).not.toContain(id)
    }
  })
})

const KNOWN = ['accountId', 'approvalId', 'chatId']
function isKnown(name: string): boolean {
  return KNOWN.includes(name)
}

function nobodys(id?: string): Record<string, string> {
  return Object.fromEntries(KNOWN.map((name) => [name, id ?? uuidv7()]))
}
