import { exportJWK, generateKeyPair } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { decide, readAnswer } from '@/tenant/phone/signed-answer'
import { keyProof, newKey } from '../support/phone/device'
import { phoneRobot, signAnswer } from '../support/phone/phone'
import { ALICE, PASSWORD, startTestTenant, type TestTenant } from '../support/tenant/tenant'
import { askFor, poll } from './ciba'
import { forgetDevices, inDatabase, type Newcomer, newcomer, order, read, ticketFrom } from './joining'

const BOB = 'auth0|bob'

let tenant: TestTenant
beforeAll(async () => {
  tenant = await startTestTenant()
})
afterAll(() => tenant.stop())
beforeEach(() => forgetDevices(tenant))

const alicePhone = () => phoneRobot(tenant.issuer, 'alice@example.com', PASSWORD)

describe('the first device', () => {
  it('is whichever browser the customer taps on, and what waited already can be answered there', async () => {
    const id = await askFor(tenant, { binding_message: 'waited before' })
    const browser = await newcomer(tenant)
    const before = await browser.page()
    expect(before).toContain('>Use this device</button>')
    expect(before).not.toContain('waited before')
    expect(await browser.offer('/phone/devices')).toMatchObject({ status: 201, body: { code: 'enrolled' } })
    expect(await browser.page()).toContain('waited before')
    expect((await poll(tenant, id)).body.error).toBe('authorization_pending')
    expect(await approveOn(browser)).toEqual({ status: 200, code: 'approved' })
    expect((await poll(tenant, id)).status).toBe(200)
  })

  it('is one of twenty that are tapped at once', async () => {
    const browsers = await Promise.all(Array.from({ length: 20 }, () => newcomer(tenant)))
    const proofs = await Promise.all(browsers.map((each) => keyProof(each.device, each.origin, each.post)))
    const answers = await Promise.all(
      browsers.map(({ post }, index) => read(post('/phone/devices', { proof: proofs[index] ?? '' }))),
    )
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(answers.filter(({ body }) => body.code === 'not_first')).toHaveLength(19)
    const [row] = await inDatabase(
      tenant,
      (sql) => sql`SELECT count(*)::int AS devices, max(device_count) AS counted
        FROM tenant.devices JOIN tenant.users USING (sub) WHERE removed_at IS NULL`,
    )
    expect(row).toEqual({ devices: 1, counted: 1 })
  })

  it('is a first one only while there is none', async () => {
    await alicePhone()
    const browser = await newcomer(tenant)
    expect(await browser.page()).toContain('>Ask my other device</button>')
    expect(await browser.page()).not.toContain('Use this device')
    expect(await browser.offer('/phone/devices')).toMatchObject({ status: 409, body: { code: 'not_first' } })
  })

  it('is each customer’s own', async () => {
    await alicePhone()
    const bob = await newcomer(tenant, BOB)
    expect((await bob.offer('/phone/devices')).status).toBe(201)
    expect(await bob.page()).toContain('Bob Example')
    await forgetDevices(tenant, BOB)
  })

  async function approveOn(browser: Newcomer) {
    const page = await browser.page()
    const id = /class="card request"[^>]*data-id="([^"]+)"/.exec(page)?.[1] ?? ''
    const displayed = /data-displayed="([^"]*)"/.exec(page)?.[1]?.replaceAll('&quot;', '"') ?? ''
    const signed = await signAnswer(browser.device, { request: id, answer: 'approved', displayed })
    const { status, body } = await read(browser.post(`/phone/requests/${id}`, { signed }))
    return { status, code: body.code }
  }
})

const BAD_NAMES = ['', ' ', '\u3164', '\u200D', 'x'.repeat(41), 'line\nline\u0000', '\u202Eyek']
const BAD_NAME = { status: 400, body: { code: 'bad_name', message: expect.stringContaining('name of the device') } }
const GOOD_NAMES = ['👨\u200D💻 phone', 'گوشی\u200Cام', 'x'.repeat(40)]

describe('a proof of a key', () => {
  it('is taken once, from here, and for this customer’s challenge only', async () => {
    const [one, other] = [await newcomer(tenant), await newcomer(tenant, BOB)]
    const proof = await keyProof(one.device, one.origin, one.post)
    const take = (at: typeof one, signed: string) => read(at.post('/phone/devices', { proof: signed }))
    expect((await take(other, proof)).body.code).toBe('not_proven')
    const elsewhere = await keyProof(one.device, 'http://localhost:3000', one.post)
    expect((await take(one, elsewhere)).body.code).toBe('not_proven')
    expect((await take(one, proof)).status).toBe(201)
    expect((await take(one, proof)).body.code).toBe('not_proven')
  })

  it('is refused in any form but its own', async () => {
    const browser = await newcomer(tenant)
    const { challenge } = (await read(browser.post('/phone/challenges'))).body as { challenge: string }
    const payload = { challenge, origin: browser.origin, time: new Date().toISOString(), name: 'Robot' }
    const stranger = await newKey()
    const rsa = await exportJWK((await generateKeyPair('RS256')).publicKey)
    const { publicJwk: jwk } = browser.device
    for (const proof of [
      '',
      'a.b.c',
      await browser.device.sign({ typ: 'answer+jwt', jwk }, payload),
      await browser.device.sign({ typ: 'device-proof+jwt', jwk: stranger.publicJwk }, payload),
      await browser.device.sign({ typ: 'device-proof+jwt', jwk: rsa }, payload),
      await browser.device.sign({ typ: 'device-proof+jwt', jwk }, { ...payload, name: 7 }),
      await browser.device.sign({ typ: 'device-proof+jwt', jwk }, { ...payload, more: 1 }),
      await browser.device.sign({ typ: 'device-proof+jwt', jwk }, { ...payload, challenge: 'made-up' }),
    ]) {
      expect((await read(browser.post('/phone/devices', { proof }))).body.code).toBe('not_proven')
    }
    const proof = await browser.device.sign({ typ: 'device-proof+jwt', jwk }, payload)
    expect((await read(browser.post('/phone/devices', { proof }))).status).toBe(201)
  })

  it('is not what is wrong where the name is: that is said of the name', async () => {
    const browser = await newcomer(tenant)
    const offer = async (path: string, name: string) =>
      read(browser.post(path, { proof: await keyProof(browser.device, browser.origin, browser.post, name) }))
    for (const name of BAD_NAMES) expect(await offer('/phone/devices', name)).toMatchObject(BAD_NAME)
    const [name = '', ...names] = GOOD_NAMES
    expect((await offer('/phone/devices', name)).status).toBe(201)
    expect(await browser.page()).toContain('Nothing waits for you')
    expect(await offer('/phone/device-requests', ' ')).toMatchObject(BAD_NAME)
    expect((await offer('/phone/device-requests', names[0] ?? '')).status).toBe(201)
    expect(await browser.page()).toContain(names[0])
  })

  it('is what makes a session a device’s: the password alone sees no request and hears no event', async () => {
    await alicePhone()
    await askFor(tenant, { binding_message: 'for devices only' })
    const browser = await newcomer(tenant)
    expect(await browser.page()).not.toContain('for devices only')
    const events = await fetch(`${browser.origin}/phone/events`, { headers: { cookie: browser.cookie } })
    expect(events.status).toBe(204)
    expect((await browser.offer('/phone/devices/prove')).status).toBe(403)
    const list = await fetch(`${browser.origin}/phone/devices`, {
      headers: { cookie: browser.cookie },
      redirect: 'manual',
    })
    expect(list.status).toBe(303)
  })
})

describe('the list of devices', () => {
  it('is shown on a device, and each can be renamed by an order that a device signs', async () => {
    const alice = await alicePhone()
    const rename = (name: string) => order(alice, tenant, { action: 'rename', device: alice.device.id, name })
    expect((await rename('  My   phone ')).status).toBe(200)
    const page = await (await fetch(`${tenant.issuer}phone/devices`, { headers: { cookie: alice.cookie } })).text()
    expect(page).toContain('My phone')
    expect(page).toContain('This device')
    for (const name of BAD_NAMES) expect(await rename(name)).toMatchObject(BAD_NAME)
    for (const name of GOOD_NAMES) expect((await rename(name)).status).toBe(200)
  })

  it('takes no order that a device has not signed, or that it has signed before', async () => {
    const alice = await alicePhone()
    const browser = await newcomer(tenant)
    browser.device.id = alice.device.id
    const remove = { action: 'remove', device: alice.device.id }
    expect((await order(browser, tenant, remove)).body.code).toBe('not_signed')
    expect((await read(alice.post('/phone/devices/remove', { device: alice.device.id }))).body.code).toBe('not_signed')
    const { challenge } = (await read(alice.post('/phone/challenges'))).body
    const origin = browser.origin
    const payload = {
      action: 'rename',
      device: alice.device.id,
      name: 'Once',
      challenge,
      origin,
      time: new Date().toISOString(),
    }
    const signed = await alice.device.sign({ typ: 'device-action+jwt' }, payload)
    expect((await read(alice.post('/phone/devices/remove', { signed }))).body.code).toBe('not_signed')
    expect((await read(alice.post('/phone/devices/rename', { signed }))).body.code).toBe('renamed')
    expect((await read(alice.post('/phone/devices/rename', { signed }))).body.code).toBe('not_signed')
  })

  it('lets nobody rule over another customer’s devices', async () => {
    const alice = await alicePhone()
    const bob = await phoneRobot(tenant.issuer, 'bob@example.com', PASSWORD)
    const remove = { action: 'remove', device: alice.device.id }
    expect((await order(bob, tenant, remove)).body.code).toBe('unknown')
    expect((await order({ device: bob.device, post: alice.post }, tenant, remove)).body.code).toBe('not_signed')
  })

  it('holds ten at most', async () => {
    const alice = await alicePhone()
    for (let count = 2; count <= 10; count += 1) {
      const browser = await newcomer(tenant)
      expect((await browser.offer('/phone/devices', { ticket: await ticketFrom(alice, tenant) })).status).toBe(201)
    }
    const eleventh = await newcomer(tenant)
    const ticket = await ticketFrom(alice, tenant)
    expect((await eleventh.offer('/phone/devices', { ticket })).body.code).toBe('no_room')
  })
})

describe('a removed device', () => {
  it('answers nothing any more, and its open page is signed out', async () => {
    const alice = await alicePhone()
    const lost = await newcomer(tenant)
    await lost.offer('/phone/devices', { ticket: await ticketFrom(alice, tenant) })
    const stream = await fetch(`${lost.origin}/phone/events`, { headers: { cookie: lost.cookie } })
    await askFor(tenant, { binding_message: 'after the loss' })
    const { id, displayed } = await alice.waitForRequest('after the loss')
    expect((await order(alice, tenant, { action: 'remove', device: lost.device.id })).body.code).toBe('removed')
    expect(await stream.text()).toContain('event: signed-out')

    const signed = await signAnswer(lost.device, { request: id, answer: 'approved', displayed })
    expect((await read(lost.post(`/phone/requests/${id}`, { signed }))).body.code).toBe('signed_out')
    const again = await newcomer(tenant)
    expect(await read(again.post(`/phone/requests/${id}`, { signed }))).toMatchObject({
      status: 403,
      body: { code: 'not_signed' },
    })
    expect(await alice.send(id, signed)).toEqual({ status: 403, code: 'not_signed' })
    const proof = await keyProof(lost.device, again.origin, again.post)
    expect((await read(again.post('/phone/devices/prove', { proof }))).status).toBe(403)
    const remove = { action: 'remove', device: alice.device.id }
    expect((await order({ device: lost.device, post: again.post }, tenant, remove)).body.code).toBe('not_signed')
    expect((await alice.deny(id)).code).toBe('denied')
  })

  it('is refused by the statement too, where it was removed while its answer was being looked at', async () => {
    const alice = await alicePhone()
    await askFor(tenant, { binding_message: 'while looking' })
    const { id, displayed } = await alice.waitForRequest('while looking')
    const jws = await signAnswer(alice.device, { request: id, answer: 'approved', displayed })
    await inDatabase(tenant, async (sql) => {
      const signed = await readAnswer(sql, ALICE, id, jws)
      if (!signed) throw new Error('the answer was good')
      await forgetDevices(tenant)
      expect(await decide(sql, { sub: ALICE, session: '' }, id, signed, null)).toEqual({ outcome: 'not_signed' })
    })
  })

  it('that was the last one leaves nobody signed in, so that the next first one needs the password', async () => {
    const alice = await alicePhone()
    const waiting = await newcomer(tenant)
    expect((await order(alice, tenant, { action: 'remove', device: alice.device.id })).status).toBe(200)
    for (const { cookie } of [alice, waiting]) {
      const page = await (await fetch(`${tenant.issuer}phone`, { headers: { cookie } })).text()
      expect(page).toContain('Sign in on this phone')
    }
    expect((await waiting.offer('/phone/devices')).status).toBe(401)
    const next = await newcomer(tenant)
    expect((await next.offer('/phone/devices')).status).toBe(201)
  })
})
