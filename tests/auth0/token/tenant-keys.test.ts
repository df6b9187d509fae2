import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { AgentBank } from '../../support/agent/agent-bank'
import { openSeededBank, type SeededBank } from '../../support/bank/seeded-bank'
import { newKey } from '../../support/tenant/fake-tenant'

// What the process knows of its tenant is kept in a module, so every test gets modules of its own; and only `Date` is
// set, so that what is kept for minutes can be made old.
const UNAVAILABLE = { status: 503, code: 'unavailable' }
const UNAUTHENTICATED = { status: 401, code: 'unauthenticated' }

let bank: SeededBank
let agent: AgentBank
let expectRefused: typeof import('../../support/agent/agent-bank')['expectRefused']

beforeAll(async () => {
  bank = await openSeededBank()
})
afterAll(() => bank.close())

beforeEach(async () => {
  vi.resetModules()
  vi.useFakeTimers({ toFake: ['Date', 'performance'] })
  const support = await import('../../support/agent/agent-bank')
  expectRefused = support.expectRefused
  agent = await support.openAgentBank(bank)
})
afterEach(async () => {
  vi.useRealTimers()
  await agent.close()
})

const later = (seconds: number) => vi.advanceTimersByTime(seconds * 1000)

async function expectUnavailable(): Promise<void> {
  const { response, problem } = await expectRefused(agent.bank, () => agent.call(), UNAVAILABLE)
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(JSON.stringify(problem)).not.toMatch(/ECONNREFUSED|jose|127\.0\.0\.1|stack/)
}

test('nobody is judged while the tenant cannot be reached', async () => {
  await agent.tenant.stop()
  await expectUnavailable()
})

test.each(['broken', 'gibberish'] as const)(
  'nobody is judged while discovery is %s, and then they are',
  async (how) => {
    agent.tenant.discovery = how
    await expectUnavailable()
    agent.tenant.discovery = 'well'
    expect((await agent.call()).status).toBe(201)
  },
)

test.each(['broken', 'gibberish'] as const)(
  'nobody is judged while the keys are %s, and then they are',
  async (how) => {
    agent.tenant.jwks = how
    await expectUnavailable()
    agent.tenant.jwks = 'well'
    later(3)
    expect((await agent.call()).status).toBe(201)
  },
)

test.each(['https://other.example/', 'http://localhost/', 'not an address'])(
  'a discovery document that names %s as issuer is not believed',
  async (stated) => {
    agent.tenant.statedIssuer = stated
    await expectRefused(agent.bank, () => agent.call({ claims: { iss: stated } }), UNAVAILABLE)
    await expectUnavailable()
  },
)

test('the issuer counts exactly as discovery states it, also without a slash', async () => {
  agent.tenant.statedIssuer = agent.tenant.origin
  await expectRefused(agent.bank, () => agent.call(), UNAUTHENTICATED)
  const claims = { iss: agent.tenant.origin, aud: 'http://localhost:3000/api/agent/transfers' }
  expect((await agent.call({ claims })).status).toBe(201)
})

test('a new key is accepted once the cooldown is over, and its predecessor as long as it is published', async () => {
  const next = newKey('next')
  expect((await agent.call()).status).toBe(201)
  agent.tenant.published = [agent.tenant.key, next]
  later(3)
  expect((await agent.call({ key: next })).status).toBe(201)
  expect((await agent.call()).status).toBe(201)
  agent.tenant.published = [next]
  later(11 * 60)
  expect((await agent.call({ key: next })).status).toBe(201)
  await expectRefused(agent.bank, () => agent.call(), UNAUTHENTICATED)
})

test('made-up key ids do not make us ask the tenant at their pace', async () => {
  expect((await agent.call()).status).toBe(201)
  const before = agent.tenant.asked.jwks
  for (let n = 0; n < 10; n++) {
    await expectRefused(agent.bank, () => agent.call({ header: { kid: `made-up-${n}` } }), UNAUTHENTICATED)
  }
  expect(agent.tenant.asked.jwks - before).toBeLessThanOrEqual(1)
})

test('a token of an unknown key is not judged while the keys cannot be fetched, and then it is; the known keys serve meanwhile', async () => {
  const next = newKey('next')
  expect((await agent.call()).status).toBe(201)
  agent.tenant.jwks = 'broken'
  later(3)
  const before = agent.tenant.asked.jwks
  for (let n = 0; n < 3; n++) await expectRefused(agent.bank, () => agent.call({ key: next }), UNAVAILABLE)
  expect(agent.tenant.asked.jwks - before).toBe(1)
  expect((await agent.call()).status).toBe(201)
  agent.tenant.published = [agent.tenant.key, next]
  agent.tenant.jwks = 'well'
  later(3)
  expect((await agent.call({ key: next })).status).toBe(201)
})

test('documents are read once, not for every call', async () => {
  for (let n = 0; n < 5; n++) expect((await agent.call()).status).toBe(201)
  expect(agent.tenant.asked).toEqual({ discovery: 1, jwks: 1 })
  later(11 * 60)
  expect((await agent.call()).status).toBe(201)
  expect(agent.tenant.asked).toEqual({ discovery: 2, jwks: 2 })
})

test('an old discovery document serves while the tenant is away', async () => {
  expect((await agent.call()).status).toBe(201)
  agent.tenant.discovery = 'broken'
  later(11 * 60)
  const before = agent.tenant.asked.discovery
  const statuses = await Promise.all(Array.from({ length: 5 }, async () => (await agent.call()).status))
  expect(statuses).toEqual([201, 201, 201, 201, 201])
  expect((await agent.call()).status).toBe(201)
  expect(agent.tenant.asked.discovery - before).toBe(1)
})

test('a key that is no good is no key, beside a good one that is', async () => {
  const small = newKey('small', 1024)
  agent.tenant.published = [small, agent.tenant.key]
  await expectRefused(agent.bank, () => agent.call({ key: small }), UNAUTHENTICATED)
  expect((await agent.call()).status).toBe(201)
})

test('keys that were published with their private halves are none, until that is mended', async () => {
  agent.tenant.leaks = true
  await expectRefused(agent.bank, () => agent.call(), UNAUTHENTICATED)
  agent.tenant.leaks = false
  later(3)
  expect((await agent.call()).status).toBe(201)
})

test('old keys serve while the tenant is away, for an hour, and nobody waits for it but the first', async () => {
  expect((await agent.call()).status).toBe(201)
  agent.tenant.discovery = 'broken'
  agent.tenant.jwks = 'broken'
  for (const minutes of [11, 20, 28]) {
    later(minutes * 60)
    const before = agent.tenant.asked.jwks
    const statuses = await Promise.all(Array.from({ length: 5 }, async () => (await agent.call()).status))
    expect(statuses).toEqual([201, 201, 201, 201, 201])
    expect(agent.tenant.asked.jwks - before).toBeLessThanOrEqual(1)
  }
  later(2 * 60)
  await expectUnavailable()
  agent.tenant.jwks = 'well'
  agent.tenant.discovery = 'well'
  expect((await agent.call()).status).toBe(201)
})

test('keys are read again behind the callers’ backs, before they are old', async () => {
  expect((await agent.call()).status).toBe(201)
  later(6 * 60)
  expect((await agent.call()).status).toBe(201)
  await vi.waitUntil(() => agent.tenant.asked.jwks === 2, 20_000)
  later(6 * 60)
  expect((await agent.call()).status).toBe(201)
})
