import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { POSTS_PER_ADDRESS, POSTS_PER_MINUTE } from '@/tenant/phone/pace-posts'
import { type PhoneRobot, phoneRobot } from '../support/phone/phone'
import { PASSWORD, startTestTenant, type TestTenant } from '../support/tenant/tenant'
import { askFor } from './ciba'
import { inDatabase, type Newcomer, newcomer } from './joining'

let tenant: TestTenant
let alice: PhoneRobot
beforeAll(async () => {
  tenant = await startTestTenant()
  alice = await phoneRobot(tenant.issuer, 'alice@example.com', PASSWORD)
})
afterAll(() => tenant.stop())

const STREAMS = 10

function events({ cookie }: Pick<PhoneRobot, 'cookie'>, method = 'GET', signal?: AbortSignal): Promise<Response> {
  return fetch(new URL('phone/events', tenant.issuer), { method, signal, headers: { cookie } })
}

describe('open streams', () => {
  it('are ten for each customer, and HEAD answers as GET would', async () => {
    const closing = new AbortController()
    const open = await Promise.all(Array.from({ length: STREAMS }, () => events(alice, 'GET', closing.signal)))
    expect(open.map(({ status }) => status)).toEqual(Array(STREAMS).fill(200))
    const [more, head] = [await events(alice), await events(alice, 'HEAD')]
    expect(more.status).toBe(429)
    expect(await more.json()).toEqual({ code: 'too_many_streams' })
    for (const name of ['retry-after', 'content-type', 'cache-control'])
      expect(head.headers.get(name)).toBe(more.headers.get(name))
    expect(head.status).toBe(429)
    const bob = await phoneRobot(tenant.issuer, 'bob@example.com', PASSWORD)
    const [bobs, headOfBobs] = [await events(bob, 'GET', closing.signal), await events(bob, 'HEAD')]
    expect([bobs.status, headOfBobs.status]).toEqual([200, 200])
    for (const name of ['content-type', 'cache-control', 'x-accel-buffering'])
      expect(headOfBobs.headers.get(name)).toBe(bobs.headers.get(name))
    closing.abort()
    await expect.poll(async () => (await events(alice, 'HEAD')).status).toBe(200)
  })

  it('hear of an answer to a device request when it counted, and not of one that did not', async () => {
    const browser = await newcomer(tenant)
    const { body } = await browser.offer('/phone/device-requests')
    const thumbprint = new RegExp(`data-id="${body.request}" data-thumbprint="([^"]+)"`).exec(await alice.page())?.[1]
    const refuse = async () => {
      const payload = { request: body.request, answer: 'refused', thumbprint, time: new Date().toISOString() }
      const signed = await alice.device.sign({ typ: 'device-answer+jwt' }, payload)
      return (await alice.post(`/phone/device-requests/${body.request}`, { signed })).status
    }
    const closing = new AbortController()
    const reader = (await events(alice, 'GET', closing.signal)).body?.getReader()
    const heard = () => Promise.race([reader?.read().then(() => true), pause(500)])
    expect(await heard()).toBe(true)
    expect(await refuse()).toBe(200)
    expect(await heard()).toBe(true)
    const next = heard()
    expect(await refuse()).toBe(409)
    expect(await next).toBe(false)
    closing.abort()
  })
})

describe('posts of a customer who is signed in', () => {
  it('are told to slow down beyond what hands can do, each device for itself', async () => {
    await useUp(`phone:${alice.device.id}`)
    await askFor(tenant)
    const [request] = await alice.pending()
    const refused = await alice.post(`/phone/requests/${request?.id}`, { signed: '' })
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await refused.json()).toMatchObject({ code: 'slow_down' })
    expect((await alice.post('/phone/challenges')).status).toBe(429)
    const stranger = await newcomer(tenant)
    expect((await stranger.post('/phone/challenges')).status).toBe(200)
  })

  it('are counted for each session that has proven nothing: a thief of the password uses up their own', async () => {
    await inDatabase(tenant, (sql) => sql`DELETE FROM tenant.sign_in_attempts`)
    const [thief, customer] = [await newcomer(tenant), await newcomer(tenant)]
    await postUntilRefused(thief)
    expect((await customer.offer('/phone/devices/prove')).body.code).toBe('unknown_device')
    await askFor(tenant)
    const [request] = await alice.pending()
    expect((await alice.deny(request?.id ?? '')).code).toBe('denied')
  })

  it('are bounded for all such sessions of one address together, whose every device can still answer', async () => {
    await inDatabase(tenant, (sql) => sql`DELETE FROM tenant.sign_in_attempts`)
    const [one, other] = [await newcomer(tenant), await newcomer(tenant)]
    await one.post('/phone/challenges')
    const [{ key }] = await inDatabase(
      tenant,
      (sql) => sql<[{ key: string }]>`SELECT key FROM tenant.sign_in_attempts WHERE key LIKE 'phone-address:%'`,
    )
    await useUp(key, POSTS_PER_ADDRESS)
    expect((await other.post('/phone/challenges')).status).toBe(429)
    await askFor(tenant)
    const [request] = await alice.pending()
    expect((await alice.deny(request?.id ?? '')).code).toBe('denied')
    // What one session is refused counts for nobody else.
    await useUp(key, POSTS_PER_ADDRESS - POSTS_PER_MINUTE - 2)
    await postUntilRefused(one)
    expect((await other.post('/phone/challenges')).status).toBe(200)
  })

  it('may go on after a minute', async () => {
    await useUp(`phone:${alice.device.id}`)
    await inDatabase(tenant, (sql) => sql`UPDATE tenant.sign_in_attempts SET window_ends_at = now() - interval '1s'`)
    expect((await alice.post('/phone/challenges')).status).toBe(200)
  })
})

/** As a flood does: all at once, and well beyond the limit. */
async function postUntilRefused({ post }: Newcomer): Promise<void> {
  const answers = await Promise.all(Array.from({ length: POSTS_PER_MINUTE + 20 }, () => post('/phone/challenges')))
  expect(answers.map(({ status }) => status)).toContain(429)
}

function useUp(key: string, attempts = POSTS_PER_MINUTE): Promise<unknown> {
  return inDatabase(
    tenant,
    (sql) => sql`INSERT INTO tenant.sign_in_attempts VALUES
      (${key}, ${attempts}, now() + interval '1 minute')
      ON CONFLICT (key) DO UPDATE SET attempts = excluded.attempts, window_ends_at = excluded.window_ends_at`,
  )
}

function pause(ms: number): Promise<false> {
  return new Promise((resolve) => setTimeout(resolve, ms, false))
}
