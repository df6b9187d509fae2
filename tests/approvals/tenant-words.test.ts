import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { getApproval } from '@/lib/approvals/approval'
import { moveApproval } from '@/lib/approvals/move-approval'
import { startResuming } from '@/lib/auth0/ai/resume'
import { seal } from '@/lib/auth0/ai/seal'
import { speakPlainHttpTo } from '@/lib/auth0/plain-http'
import { log } from '@/lib/platform/log'
import { beginShutdown } from '@/lib/platform/shutdown'
import { openFor } from '../support/bank/approvals'
import { type Mounted, mount } from '../support/bank/mount'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'
import { accountOf, orderFor } from '../support/ledger/ledger'

// What a tenant may say to a poll (CIBA Core 1.0, section 11), and what the local one never says.

const LIMIT = { timeout: 20_000, interval: 50 }
const AUTH0_SAYS = 'The end-user denied the authorization request or it has been expired'

let bank: SeededBank
let tenant: Mounted
const original = globalThis.fetch
beforeAll(async () => {
  log.level = 'silent'
  bank = await openSeededBank()
  tenant = await mount(async () => says(400, 'authorization_pending'))
  process.env.AUTH0_DOMAIN = tenant.origin
  speakPlainHttpTo(new URL(tenant.origin).host)
  startResuming()
})
afterAll(async () => {
  beginShutdown()
  globalThis.fetch = original
  await tenant.close()
  await bank.close()
})

const says = (status: number, error: string, more: { description?: string; headers?: HeadersInit } = {}) =>
  Response.json(
    { error, ...(more.description && { error_description: more.description }) },
    { status, headers: more.headers ?? {} },
  )

/** An approval whose process died, with so many seconds left, asked about every five. */
async function leftBehind(secondsLeft = 300): Promise<string> {
  const order = orderFor(accountOf(bank.alice, 'Savings'), accountOf(bank.alice, 'Checking'), '1.00', {
    memo: randomUUID(),
  })
  const { id } = await openFor(bank.alice, order)
  const expiresAt = new Date(Date.now() + secondsLeft * 1000)
  await moveApproval(id, 'pending', { pending: { sealedAuthReqId: await seal(id), intervalSeconds: 5, expiresAt } })
  await bank.sql`UPDATE approvals SET lease_owner = ${randomUUID()}, lease_until = now() - interval '1 s' WHERE id = ${id}`
  return id
}

/** How long a poll was put off, and how often the tenant is asked from then on. */
async function putOff(id: string): Promise<{ seconds: number; interval: number }> {
  const before = tenant.calls
  await vi.waitUntil(() => tenant.calls > before, LIMIT)
  const read = async () =>
    (
      await bank.sql`SELECT extract(epoch FROM lease_until - now())::float8 AS seconds, interval_seconds AS interval,
        lease_owner FROM approvals WHERE id = ${id}`
    )[0] as { seconds: number; interval: number }
  // The lease of the poll itself is over once its answer was read: what follows it is the pause.
  await new Promise((resolve) => setTimeout(resolve, 300))
  return read()
}

const ended = async (id: string) => {
  await vi.waitUntil(async () => (await getApproval(bank.alice.id, id)).status !== 'pending', LIMIT)
  return getApproval(bank.alice.id, id)
}

test('asked to slow down, it asks five seconds later from then on', async () => {
  tenant.handler = async () => says(400, 'slow_down')
  const id = await leftBehind()
  const { seconds, interval } = await putOff(id)
  expect(interval).toBe(10)
  expect(Math.abs(seconds - 10)).toBeLessThan(1.5)
  await moveApproval(id, 'cancelled')
})

test.each([
  [429, 'too_many_requests'],
  [503, 'temporarily_unavailable'],
  [400, 'slow_down'],
])('where a %i %s says when to come back, nobody comes sooner', async (status, error) => {
  tenant.handler = async () => says(status, error, { headers: { 'Retry-After': '23' } })
  const id = await leftBehind()
  expect(Math.abs((await putOff(id)).seconds - 23)).toBeLessThan(1.5)
  await moveApproval(id, 'cancelled')
})

test('a no that may mean "too late" is a no while there is time, and too late after that', async () => {
  tenant.handler = async () => says(403, 'access_denied', { description: AUTH0_SAYS })
  expect(await ended(await leftBehind())).toMatchObject({ status: 'denied', reason: null })
  expect(await ended(await leftBehind(-3))).toMatchObject({ status: 'expired', reason: null })
})

test('a no that says so is a no, however late it is heard', async () => {
  tenant.handler = async () => says(403, 'access_denied', { description: 'the customer denied the request' })
  expect(await ended(await leftBehind(-3))).toMatchObject({ status: 'denied' })
})
