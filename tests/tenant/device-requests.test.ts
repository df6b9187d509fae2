import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sweep } from '@/tenant/store/sweep'
import { keyProof, newKey } from '../support/phone/device'
import { type PhoneRobot, phoneRobot } from '../support/phone/phone'
import { PASSWORD, startTestTenant, type TestTenant } from '../support/tenant/tenant'
import { type Answer, forgetDevices, inDatabase, type Newcomer, newcomer, read } from './joining'

const BOB = 'auth0|bob'

let tenant: TestTenant
let alice: PhoneRobot
beforeAll(async () => {
  tenant = await startTestTenant()
})
afterAll(() => tenant.stop())
beforeEach(async () => {
  await forgetDevices(tenant)
  alice = await phoneRobot(tenant.issuer, 'alice@example.com', PASSWORD)
})

interface Asked {
  browser: Newcomer
  id: string
  thumbprint: string
}

async function askToBeLetIn(): Promise<Asked> {
  const browser = await newcomer(tenant)
  const { body } = await browser.offer('/phone/device-requests')
  const id = String(body.request)
  const thumbprint = new RegExp(`data-id="${id}" data-thumbprint="([^"]+)"`).exec(await alice.page())?.[1] ?? ''
  return { browser, id, thumbprint }
}

/** Answers as the phone's script does; `changes` go into the signed payload. */
async function say(answer: string, { id, thumbprint }: Asked, changes: object = {}, by = alice): Promise<Answer> {
  const payload = { request: id, answer, thumbprint, time: new Date().toISOString(), ...changes }
  const signed = await by.device.sign({ typ: 'device-answer+jwt' }, payload)
  return read(by.post(`/phone/device-requests/${id}`, { signed }))
}

/** Makes all requests that much older, and has the tenant's sweep look at them. */
async function letPass(time: string): Promise<void> {
  await inDatabase(tenant, async (sql) => {
    await sql`UPDATE tenant.device_requests
      SET created_at = created_at - ${time}::interval, expires_at = expires_at - ${time}::interval`
    await sweep(sql)
  })
}

async function stateOf({ browser, id }: Asked): Promise<unknown> {
  const response = fetch(`${browser.origin}/phone/device-requests/${id}`, { headers: { cookie: browser.cookie } })
  return (await read(response)).body.state
}

describe('a browser that asks to be let in', () => {
  it('is shown on the enrolled device with its name, its browser and a code that both screens show', async () => {
    const browser = await newcomer(tenant)
    const { body } = await browser.offer('/phone/device-requests')
    const card = /<section class="card device-request"[\s\S]*?<\/section>/.exec(await alice.page())?.[0]
    expect(card).toContain('aria-label="Device request"')
    expect(card).toContain('Newcomer')
    expect(body.comparison).toMatch(/^[2-9A-HJ-NP-Z]{3}-[2-9A-HJ-NP-Z]{3}$/)
    expect(card).toContain(String(body.comparison))
  })

  it('becomes a device by a yes', async () => {
    const asked = await askToBeLetIn()
    expect(await stateOf(asked)).toBe('waiting')
    expect(await asked.browser.page()).toContain('Ask my other device')
    expect(await say('allowed', asked)).toMatchObject({ status: 200, body: { code: 'allowed' } })
    expect(await stateOf(asked)).toBe('allowed')
    expect((await asked.browser.offer('/phone/devices/prove')).status).toBe(200)
    expect(await asked.browser.page()).toContain('Nothing waits for you')
  })

  it('does not by a no, and a no stays one', async () => {
    const asked = await askToBeLetIn()
    expect((await say('refused', asked)).body.code).toBe('refused')
    expect((await say('allowed', asked)).body.code).toBe('answered')
    expect(await stateOf(asked)).toBe('refused')
    expect((await asked.browser.offer('/phone/devices/prove')).status).toBe(403)
  })

  it('is let in once by ten yeses at a time', async () => {
    const asked = await askToBeLetIn()
    const answers = await Promise.all(Array.from({ length: 10 }, () => say('allowed', asked)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(409)])
    const [row] = await inDatabase(
      tenant,
      (sql) => sql`SELECT device_count AS counted FROM tenant.users WHERE sub = 'auth0|alice'`,
    )
    expect(row?.counted).toBe(2)
  })

  it('is not let in when nobody answers in time', async () => {
    const asked = await askToBeLetIn()
    await inDatabase(tenant, (sql) => sql`UPDATE tenant.device_requests SET expires_at = now()`)
    expect((await say('allowed', asked)).body.code).toBe('answered')
    expect(await stateOf(asked)).toBe('expired')
    expect(await alice.page()).not.toContain('Device request')
  })

  it('is one of three at most, also when ten ask at once', async () => {
    const browsers = await Promise.all(Array.from({ length: 10 }, () => newcomer(tenant)))
    const proofs = await Promise.all(browsers.map((each) => keyProof(each.device, each.origin, each.post)))
    const answers = await Promise.all(
      browsers.map(({ post }, index) => read(post('/phone/device-requests', { proof: proofs[index] ?? '' }))),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(3).fill(201), ...Array(7).fill(429)])
  })

  it('is not let in by a yes where there are ten devices already, and nobody says that it was', async () => {
    const asked = await askToBeLetIn()
    await inDatabase(tenant, (sql) => sql`UPDATE tenant.users SET device_count = 10 WHERE sub = 'auth0|alice'`)
    const { status, body } = await say('allowed', asked)
    expect({ status, code: body.code }).toEqual({ status: 409, code: 'no_room' })
    expect(body.message).toBe('Not let in: you have 10 devices already. Remove one, then let it ask again.')
    expect(await stateOf(asked)).toBe('refused')
    expect((await asked.browser.offer('/phone/devices/prove')).status).toBe(403)
  })

  it('is asked for no fourth time within an hour of three refusals, and then again', async () => {
    for (let turn = 0; turn < 3; turn += 1)
      expect((await say('refused', await askToBeLetIn())).body.code).toBe('refused')
    const fourth = await newcomer(tenant)
    const refused = await fourth.offer('/phone/device-requests')
    expect(refused).toMatchObject({ status: 429, body: { code: 'too_many_requests' } })
    await letPass('61 minutes')
    expect((await fourth.offer('/phone/device-requests')).status).toBe(201)
  })

  it('is asked for no fourth time within an hour of three that nobody answered, one after the other', async () => {
    for (let turn = 0; turn < 3; turn += 1) {
      await askToBeLetIn()
      await letPass('6 minutes')
    }
    const fourth = await newcomer(tenant)
    expect((await fourth.offer('/phone/device-requests')).status).toBe(429)
    await letPass('43 minutes')
    expect((await fourth.offer('/phone/device-requests')).status).toBe(201)
    expect((await fourth.offer('/phone/device-requests')).status).toBe(429)
  })

  it('takes no place of the next one’s once it was allowed', async () => {
    for (let turn = 0; turn < 4; turn += 1)
      expect((await say('allowed', await askToBeLetIn())).body.code).toBe('allowed')
  })

  it('cannot be let in by itself, by another customer, or under a key that was not looked at', async () => {
    const asked = await askToBeLetIn()
    const bob = await phoneRobot(tenant.issuer, 'bob@example.com', PASSWORD)
    expect((await say('allowed', asked, {}, bob)).status).toBe(409)
    expect((await say('allowed', asked, { thumbprint: 'another' })).body.code).toBe('answered')
    expect((await say('allowed', asked, { request: crypto.randomUUID() })).body.code).toBe('not_signed')
    expect((await say('allowed', asked, { more: true })).body.code).toBe('not_signed')
    const own = { ...alice, device: asked.browser.device, post: asked.browser.post }
    expect((await say('allowed', asked, {}, own)).body.code).toBe('not_signed')
    const signed = await alice.device.sign({ typ: 'answer+jwt' }, { request: asked.id, answer: 'allowed' })
    expect((await read(alice.post(`/phone/device-requests/${asked.id}`, { signed }))).body.code).toBe('not_signed')
    expect(await stateOf(asked)).toBe('waiting')
  })

  it('is not let in by a yes under another key than the one whose code was compared', async () => {
    const asked = await askToBeLetIn()
    const { publicJwk } = await newKey()
    await inDatabase(
      tenant,
      (sql) => sql`
        UPDATE tenant.device_requests SET public_jwk = ${JSON.stringify(publicJwk)}::text::json WHERE id = ${asked.id}`,
    )
    expect((await say('allowed', asked)).body.code).toBe('answered')
    expect(await stateOf(asked)).toBe('waiting')
    expect((await asked.browser.offer('/phone/devices/prove')).status).toBe(403)
  })

  it('says nothing of other customers’ requests', async () => {
    const asked = await askToBeLetIn()
    const bob = await newcomer(tenant, BOB)
    expect(await stateOf({ ...asked, browser: bob })).toBe('unknown')
    expect(await stateOf({ ...asked, id: 'no-id' })).toBe('unknown')
  })
})
