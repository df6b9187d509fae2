import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { POST as portal } from '@/app/api/accounts/transfers/route'
import { env } from '@/lib/platform/env'
import { type AgentBank, expectRefused, openAgentBank, send } from '../../support/agent/agent-bank'
import { nextMinute } from '../../support/bank/next-minute'
import { signInAs } from '../../support/bank/session-double'
import { ALICE } from '../../support/tenant/tenant'

vi.mock('@/lib/auth0/session/session', () => import('../../support/bank/session-double'))

const LIMITED = { status: 429, code: 'rate_limited' }
const UNAUTHENTICATED = { status: 401, code: 'unauthenticated' }
const LIMIT = 3
const ORDERS = 'http://localhost:3000/api/accounts/transfers'
const HOUR_MS = 3_600_000
/** Enough of a minute for the longest of these tests, so that none is counted in two. */
const ROOM_SECONDS = 8

let agent: AgentBank
beforeAll(async () => {
  agent = await openAgentBank()
})
beforeEach(async () => {
  await vi.waitUntil(async () => (await secondsLeft()) > ROOM_SECONDS, { timeout: 20_000, interval: 100 })
  await nextMinute(agent.bank)
  env().RATE_LIMIT_PER_MINUTE = LIMIT
})
afterEach(() => {
  env().TRUSTED_PROXIES = 0
})
afterAll(() => agent.close())

/** Of the minute that the database counts in. */
async function secondsLeft(): Promise<number> {
  const [row] = await agent.bank.sql`SELECT (60 - extract(second FROM now()))::float8 AS seconds`
  return Number(row?.seconds)
}

/** A transfer by the signed-in customer. */
function byHand(): Promise<Response> {
  signInAs(agent.bank.alice.id, ALICE)
  const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID() }
  return portal(new Request(ORDERS, { method: 'POST', headers, body: JSON.stringify(agent.order()) }))
}

const from = (address: string) => send('not.a.token', undefined, {}, { 'X-Forwarded-For': address })

async function expectLimited(call: () => Promise<Response>): Promise<void> {
  const { response } = await expectRefused(agent.bank, call, LIMITED)
  const seconds = Number(response.headers.get('retry-after'))
  expect(Math.abs(seconds - (await secondsLeft()))).toBeLessThan(3)
}

test('a customer may send so many calls a minute, and again in the next', async () => {
  for (let n = 0; n < LIMIT; n++) expect((await agent.call()).status).toBe(201)
  await expectLimited(() => agent.call())
  await nextMinute(agent.bank)
  expect((await agent.call()).status).toBe(201)
})

test('who is over the limit costs the database nothing more, and is refused all the same', async () => {
  const stranger = () => from('192.0.2.5')
  for (let n = 0; n <= LIMIT; n++) await stranger()
  const counted = await agent.bank.sql`SELECT writes FROM rate_windows`
  for (let n = 0; n < 5; n++) await expectLimited(stranger)
  expect(await agent.bank.sql`SELECT writes FROM rate_windows`).toEqual(counted)
})

test('an agent that sends one token again and again uses up neither its other transfers nor the customer', async () => {
  env().RATE_LIMIT_PER_MINUTE = 20
  const key = randomUUID()
  const statuses = new Set<number>()
  for (let n = 0; n < 25; n++) {
    const order = agent.order()
    statuses.add((await send(agent.tokenFor(agent.detailOf(order, key)), key, order)).status)
  }
  expect([...statuses]).toEqual([201, 429])
  expect((await agent.call()).status).toBe(201)
  expect((await byHand()).status).toBe(201)
})

test('one token that is sent many times at once counts ten times, and other calls of that moment for themselves', async () => {
  env().RATE_LIMIT_PER_MINUTE = 20
  const [key, order] = [randomUUID(), agent.order()]
  const again = () => send(agent.tokenFor(agent.detailOf(order, key)), key, order)
  const others = () => agent.call()
  const calls = [...Array.from({ length: 25 }, () => again), ...Array.from({ length: 10 }, () => others)]
  const statuses = await Promise.all(calls.map(async (call) => (await call()).status))
  expect(statuses.filter((status) => status === 201)).toHaveLength(30)
  expect(statuses.slice(25)).toEqual(Array(10).fill(201))
  await expectLimited(() => agent.call())
})

test('what agents send for a customer does not count as what the customer sends', async () => {
  for (let n = 0; n < LIMIT; n++) expect((await agent.call()).status).toBe(201)
  await expectLimited(() => agent.call())
  expect((await byHand()).status).toBe(201)
})

test.each([-HOUR_MS, HOUR_MS])('a process whose clock is off by %i ms counts in the same minute', async (offMs) => {
  const stranger = () => from('192.0.2.77')
  await expectRefused(agent.bank, stranger, UNAUTHENTICATED)
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + offMs })
  try {
    for (let n = 1; n < LIMIT; n++) await expectRefused(agent.bank, stranger, UNAUTHENTICATED)
    await expectLimited(stranger)
  } finally {
    vi.useRealTimers()
  }
  await expectLimited(stranger)
})

test("refused calls count, another customer's do not", async () => {
  for (let n = 0; n < LIMIT; n++) expect((await agent.call({ body: { amount: '0' } })).status).toBe(400)
  await expectLimited(() => agent.call())
  const bob = { claims: { sub: 'auth0|bob' } }
  await expectRefused(agent.bank, () => agent.call(bob), { status: 404, code: 'account_not_found' })
})

test('before a customer is known, an address may try so often', async () => {
  for (let n = 0; n < LIMIT; n++) await expectRefused(agent.bank, () => from('192.0.2.1'), UNAUTHENTICATED)
  await expectLimited(() => from('192.0.2.1'))
  await expectRefused(agent.bank, () => from('192.0.2.2'), UNAUTHENTICATED)
  expect((await agent.call()).status).toBe(201)
})

test('tokens for subjects whom the bank does not know count for the address, too', async () => {
  const stranger = () => agent.call({ claims: { sub: 'auth0|nobody' } })
  for (let n = 0; n < LIMIT; n++) expect((await stranger()).status).toBe(404)
  await expectLimited(stranger)
})

test('behind a proxy the address is the one that the proxy saw, whatever the client claims', async () => {
  env().TRUSTED_PROXIES = 1
  for (let n = 0; n < LIMIT; n++) {
    await expectRefused(agent.bank, () => from(`10.0.0.${n}, 192.0.2.9`), UNAUTHENTICATED)
  }
  await expectLimited(() => from('10.0.0.99, 192.0.2.9'))
})

test('many at once are counted one by one', async () => {
  const statuses = await Promise.all(Array.from({ length: 10 }, async () => (await agent.call()).status))
  expect(statuses.filter((status) => status === 201)).toHaveLength(LIMIT)
  expect(statuses.filter((status) => status === 429)).toHaveLength(10 - LIMIT)
})

test('one agent’s customers are not counted together', async () => {
  const counted = async () =>
    (await agent.bank.sql`SELECT subject FROM rate_windows`).map(({ subject }) => `${subject}`)
  expect((await agent.call()).status).toBe(201)
  for (const subject of await counted()) expect(subject).toContain(agent.bank.alice.id)
})
