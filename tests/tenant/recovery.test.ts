import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeRecoveryCodes } from '@/tenant/devices/recovery-codes'
import { keyProof, signOrder } from '../support/phone/device'
import { softwarePasskey } from '../support/phone/passkey'
import { type PhoneRobot, phoneRobot, signAnswer } from '../support/phone/phone'
import { ALICE, APP_CLIENT, PASSWORD, SIGN_IN_CLIENT, startTestTenant, type TestTenant } from '../support/tenant/tenant'
import { askFor } from './ciba'
import { type Answer, forgetDevices, inDatabase, type Newcomer, newcomer, order, read, ticketFrom } from './joining'

// A customer who has lost every device: the password and one code make a new browser the only one (docs/decisions/068).

const BOB = 'auth0|bob'
const REFUSED = {
  status: 403,
  body: { code: 'not_recovered', message: 'The password or the code is not right. Nothing has changed.' },
}

let tenant: TestTenant
let bank: Server
/** What the bank answers to the tenant's word. */
let bankSays = 204
let told = 0
let alice: PhoneRobot
beforeAll(async () => {
  bank = createServer((_, response) => {
    told += 1
    response.writeHead(bankSays).end()
  }).listen(0, '127.0.0.1')
  await new Promise((done) => bank.once('listening', done))
  const { port } = bank.address() as AddressInfo
  const client = { ...APP_CLIENT, revocationUri: `http://127.0.0.1:${port}/` }
  tenant = await startTestTenant({ clients: [client, SIGN_IN_CLIENT] })
})
afterAll(async () => {
  await tenant.stop()
  bank.close()
})
beforeEach(async () => {
  bankSays = 204
  await forgetDevices(tenant)
  await inDatabase(tenant, async (sql) => {
    await sql`UPDATE tenant.passkeys SET removed_at = now() WHERE removed_at IS NULL`
    await sql`DELETE FROM tenant.sign_in_attempts`
    await sql`UPDATE tenant.users SET recovered_at = NULL`
  })
  alice = await phoneRobot(tenant.issuer, 'alice@example.com', PASSWORD)
})

async function codesOf(robot: Pick<PhoneRobot, 'device' | 'post'> = alice): Promise<string[]> {
  const { status, body } = await order(robot, tenant, { action: 'recovery_codes' })
  expect([status, body.code]).toEqual([201, 'codes'])
  return body.codes as string[]
}

const recover = (browser: Newcomer, code: string, password = PASSWORD): Promise<Answer> =>
  browser.offer('/phone/recover', { password, code })

const standing = () =>
  inDatabase(tenant, async (sql) => ({
    devices: (await sql`SELECT id FROM tenant.devices WHERE sub = ${ALICE} AND removed_at IS NULL`).map(({ id }) => id),
    used: (await sql`SELECT FROM tenant.recovery_codes WHERE sub = ${ALICE} AND used_at IS NOT NULL`).length,
  }))

/** Adds a passkey as the devices page does. */
async function addPasskey() {
  const { origin } = new URL(tenant.issuer)
  const key = softwarePasskey()
  const { body } = await read(alice.post('/phone/passkeys/offer'))
  const { challenge } = body.options as { challenge: string }
  const wish = { action: 'add_passkey', challenge, name: 'My key', credential: key.attest(challenge, { origin }) }
  const signed = await signOrder(alice.device, origin, alice.post, wish)
  expect((await read(alice.post('/phone/passkeys/add_passkey', { signed }))).status).toBe(201)
  return { key, origin }
}

describe('recovery codes', () => {
  it('are ten, told once, and kept as slow hashes alone', async () => {
    const codes = await codesOf()
    expect(new Set(codes).size).toBe(10)
    for (const code of codes) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/)
    const rows = JSON.stringify(await inDatabase(tenant, (sql) => sql`SELECT * FROM tenant.recovery_codes`))
    const page = await (await fetch(`${tenant.issuer}phone/devices`, { headers: { cookie: alice.cookie } })).text()
    expect(page).toContain('10 of 10 are good still')
    for (const code of codes)
      for (const spelled of [code, code.replaceAll('-', '')]) {
        expect(rows).not.toContain(spelled)
        expect(page).not.toContain(spelled)
      }
  })

  it('are made by a device’s signature alone, and with the passkey where there is one', async () => {
    const thief = await newcomer(tenant)
    thief.device.id = alice.device.id
    expect(await order(thief, tenant, { action: 'recovery_codes' })).toMatchObject({ body: { code: 'not_signed' } })
    const gone = '00000000-0000-4000-8000-000000000000'
    expect(await inDatabase(tenant, (sql) => makeRecoveryCodes(sql, ALICE, gone))).toBeUndefined()
    const { key, origin } = await addPasskey()
    expect(await order(alice, tenant, { action: 'recovery_codes' })).toMatchObject({ body: { code: 'passkey_needed' } })
    const { body } = await read(alice.post('/phone/challenges'))
    const challenge = String(body.challenge)
    const wish = { action: 'recovery_codes', challenge, passkey: key.assert(challenge, { origin }) }
    const signed = await signOrder(alice.device, origin, alice.post, wish)
    expect((await read(alice.post('/phone/devices/recovery_codes', { signed }))).status).toBe(201)
  })

  it('are void once there are new ones', async () => {
    const [old = ''] = await codesOf()
    const [fresh = ''] = await codesOf()
    const browser = await newcomer(tenant)
    expect(await recover(browser, old)).toEqual(REFUSED)
    expect((await recover(browser, fresh)).status).toBe(201)
  })
})

describe('a recovery', () => {
  it('makes the browser the only device, and tells it so; all that was lost answers nothing any more', async () => {
    const [code = '', next = ''] = await codesOf()
    await addPasskey()
    const other = await newcomer(tenant)
    const stray = await newcomer(tenant)
    await askFor(tenant, { binding_message: 'waited for the lost one' })
    const { id, displayed } = await alice.waitForRequest('waited for the lost one')
    const browser = await newcomer(tenant)
    expect(await browser.page()).toContain('href="/phone/recover"')
    const said = told
    const { status, body } = await recover(browser, code)
    expect([status, body.code, told - said]).toEqual([201, 'enrolled', 1])
    expect(await standing()).toEqual({ devices: [browser.device.id], used: 1 })
    const page = await browser.page()
    expect(page).toContain('A recovery code replaced all your devices')
    expect(page).toContain('data-passkeys=""')
    expect(page).toContain('Nothing waits for you')
    // The lost one is signed out, with every other browser, and what it signs counts for nothing.
    for (const lost of [alice, other, stray]) expect(await lost.page()).not.toContain('Sign out')
    const signed = await signAnswer(alice.device, { request: id, answer: 'approved', displayed })
    const again = await newcomer(tenant)
    expect((await read(again.post(`/phone/requests/${id}`, { signed }))).body.code).toBe('not_signed')
    // A removed device's key comes back by no code.
    const proof = await keyProof(alice.device, again.origin, again.post, 'Lost')
    const back = await read(again.post('/phone/recover', { proof, password: PASSWORD, code: next }))
    expect([back.status, back.body.code]).toEqual([409, 'known_key'])
    expect(await standing()).toEqual({ devices: [browser.device.id], used: 1 })
    expect((await recover(again, next)).status).toBe(201)
  })

  it('leaves nobody a ticket, a request to come in, or a sign-in that asks for no password', async () => {
    const [code = ''] = await codesOf()
    const ticket = await ticketFrom(alice, tenant)
    const asking = await newcomer(tenant)
    await asking.offer('/phone/device-requests')
    const session = (id: string, sub: string) => ({ model: 'Session', id, payload: JSON.stringify({ accountId: sub }) })
    // What Postgres takes no member from: a client's own state may hold it.
    const odd = { ...session('odd', ALICE), payload: `{"state":"\\u0000","accountId":${JSON.stringify(ALICE)}}` }
    await inDatabase(tenant, async (sql) => {
      for (const { model, id, payload } of [session('hers', ALICE), odd, session('his', BOB)])
        await sql`INSERT INTO tenant.records (model, id, payload) VALUES (${model}, ${id}, ${payload}::text::json)`
    })
    const browser = await newcomer(tenant)
    expect((await recover(browser, code)).status).toBe(201)
    const later = await newcomer(tenant)
    expect((await later.offer('/phone/devices', { ticket })).body.code).toBe('bad_ticket')
    const left = await inDatabase(tenant, async (sql) => [
      (await sql`SELECT id FROM tenant.records WHERE model = 'Session'`).map(({ id }) => id),
      (await sql`SELECT FROM tenant.device_requests WHERE sub = ${ALICE} AND answer IS NULL`).length,
    ])
    expect(left).toEqual([['his'], 0])
  })

  it('is not made before the bank has stopped the agents, and costs no code then', async () => {
    const [code = ''] = await codesOf()
    const browser = await newcomer(tenant)
    const before = await standing()
    for (const status of [500, 401, 404]) {
      bankSays = status
      expect((await recover(browser, code)).body.code).toBe('bank_silent')
    }
    expect(await standing()).toEqual(before)
    bankSays = 204
    expect((await recover(browser, code)).status).toBe(201)
  })

  it('is one of ten that bring the same code at once', async () => {
    const [code = ''] = await codesOf()
    const browsers = await Promise.all(Array.from({ length: 10 }, () => newcomer(tenant)))
    const answers = await Promise.all(browsers.map((browser) => recover(browser, code)))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect((await standing()).devices).toHaveLength(1)
  })

  it('is for a customer who has devices, from a browser that says its name', async () => {
    const [code = ''] = await codesOf()
    const browser = await newcomer(tenant)
    const proof = await keyProof(browser.device, browser.origin, browser.post, ' ')
    const fields = { password: PASSWORD, code }
    expect((await read(browser.post('/phone/recover', { ...fields, proof }))).body.code).toBe('bad_name')
    expect((await read(browser.post('/phone/recover', fields))).body.code).toBe('not_proven')
    await forgetDevices(tenant)
    expect((await recover(browser, code)).body.code).toBe('no_device')
  })
})

describe('a guess', () => {
  const guesses: [
    what: string,
    guess: (codes: { good: string; used: string; foreign: string }) => [string, string?],
  ][] = [
    ['no code', () => ['']],
    ['a wrong code', () => ['0000-0000-0000']],
    ['a used code', ({ used }) => [used]],
    ['another customer’s code', ({ foreign }) => [foreign]],
    ['a code without its last letter', ({ good }) => [good.slice(0, -1)]],
    ['a code and one letter more', ({ good }) => [`${good}0`]],
    ['two codes in one', ({ good }) => [`${good} ${good}`]],
    ['a very long code', ({ good }) => [good.repeat(500)]],
    ['a good code with a wrong password', ({ good }) => [good, 'wrong']],
    ['a good code without a password', ({ good }) => [good, '']],
  ]

  it('tells nothing, and changes nothing; a good code is taken in any spelling', async () => {
    const bob = await phoneRobot(tenant.issuer, 'bob@example.com', PASSWORD)
    const [foreign = ''] = await codesOf(bob)
    const [used = '', good = ''] = await codesOf()
    expect((await recover(await newcomer(tenant), used)).status).toBe(201)
    const before = await standing()
    const browser = await newcomer(tenant)
    const said = told
    for (const [what, guess] of guesses) {
      await inDatabase(tenant, (sql) => sql`DELETE FROM tenant.sign_in_attempts`)
      expect([what, await recover(browser, ...guess({ good, used, foreign }))]).toEqual([what, REFUSED])
    }
    expect([await standing(), told]).toEqual([before, said])
    const spelled = ` ${good.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l').replaceAll('-', ' ')} `
    expect((await recover(browser, spelled)).status).toBe(201)
    await forgetDevices(tenant, BOB)
  })

  it('counts, also with right passwords in between: after ten the good code waits too', async () => {
    const [code = ''] = await codesOf()
    const browser = await newcomer(tenant)
    for (let n = 0; n < 10; n++) expect((await recover(browser, '0000-0000-0000')).status).toBe(403)
    const signedInAgain = await phoneRobot(tenant.issuer, 'alice@example.com', PASSWORD)
    expect(await signedInAgain.page()).toContain('Sign out')
    for (const each of [browser, await newcomer(tenant)])
      expect(await recover(each, code)).toMatchObject({ status: 429, body: { code: 'slow_down' } })
    expect((await standing()).devices).toEqual([alice.device.id])
  })

  it('at a password counts as at the sign-in', async () => {
    const [code = ''] = await codesOf()
    const browser = await newcomer(tenant)
    for (let n = 0; n < 10; n++) expect((await recover(browser, code, 'wrong')).status).toBe(403)
    expect((await recover(browser, code)).status).toBe(429)
  })
})
