import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { env } from '@/lib/env'
import { type AgentBank, expectRefused, openAgentBank, send } from '../support/agent-bank'

const LIMITED = { status: 429, code: 'rate_limited' }
const UNAUTHENTICATED = { status: 401, code: 'unauthenticated' }
const LIMIT = 3
// Ten seconds into a minute, and minutes of its own for every test.
let now = Date.UTC(2026, 10, 21, 22, 0, 10)

let agent: AgentBank
beforeAll(async () => {
  agent = await openAgentBank()
  vi.useFakeTimers({ toFake: ['Date'] })
})
beforeEach(() => {
  now += 120_000
  vi.setSystemTime(now)
  env().RATE_LIMIT_PER_MINUTE = LIMIT
})
afterEach(() => {
  env().TRUSTED_PROXIES = 0
})
afterAll(async () => {
  vi.useRealTimers()
  await agent.close()
})

const from = (address: string) => send('not.a.token', undefined, {}, { 'X-Forwarded-For': address })

async function expectLimited(call: () => Promise<Response>): Promise<void> {
  const { response } = await expectRefused(agent.bank, call, LIMITED)
  expect(response.headers.get('retry-after')).toBe('50')
}

test('a customer may send so many calls a minute, and again in the next', async () => {
  for (let n = 0; n < LIMIT; n++) expect((await agent.call()).status).toBe(201)
  await expectLimited(() => agent.call())
  vi.setSystemTime(now + 50_000)
  expect((await agent.call()).status).toBe(201)
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
