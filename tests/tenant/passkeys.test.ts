import { decodeJwt } from 'jose'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { challengeOver, readConfirmation } from '@/tenant/devices/passkey-proof'
import { addPasskey, listPasskeyKeys } from '@/tenant/devices/passkeys'
import { hashOfDisplayed } from '@/tenant/phone/displayed'
import { decide, readAnswer } from '@/tenant/phone/signed-answer'
import { keyProof, signOrder } from '../support/phone/device'
import { type SoftwarePasskey, softwarePasskey } from '../support/phone/passkey'
import { type PhoneRequest, type PhoneRobot, phoneRobot, signAnswer } from '../support/phone/phone'
import { ALICE, PASSWORD, startTestTenant, type TestTenant } from '../support/tenant/tenant'
import { askFor, poll } from './ciba'
import { inDatabase, newcomer, order, read } from './joining'

// A customer who has a passkey says yes with it, or not at all (docs/decisions/059).

let tenant: TestTenant
let alice: PhoneRobot
let origin: string
beforeAll(async () => {
  tenant = await startTestTenant()
  origin = new URL(tenant.issuer).origin
  alice = await phoneRobot(tenant.issuer, 'alice@example.com', PASSWORD)
})
afterEach(() =>
  inDatabase(tenant, (sql) => sql`UPDATE tenant.passkeys SET removed_at = now() WHERE removed_at IS NULL`),
)
afterAll(() => tenant.stop())

/** Adds a passkey as the devices page does; `confirm` adds what a passkey that is there already says. */
async function add(key: SoftwarePasskey, confirm: (challenge: string) => object = () => ({}), name = 'My key') {
  const { body } = await read(alice.post('/phone/passkeys/offer'))
  const { challenge } = body.options as { challenge: string }
  const credential = key.attest(challenge, { origin })
  const wish = { action: 'add_passkey', challenge, name, credential, ...confirm(challenge) }
  return read(
    alice.post('/phone/passkeys/add_passkey', { signed: await signOrder(alice.device, origin, alice.post, wish) }),
  )
}

async function withPasskey(): Promise<SoftwarePasskey> {
  const key = softwarePasskey()
  expect(await add(key)).toMatchObject({ status: 201, body: { code: 'added' } })
  return key
}

let asked = 0
async function request(): Promise<PhoneRequest & { authReqId: string }> {
  asked += 1
  const authReqId = await askFor(tenant, { binding_message: `passkey ${asked}` })
  return { ...(await alice.waitForRequest(`passkey ${asked}`)), authReqId }
}

const yes = async ({ id, displayed }: PhoneRequest, passkey?: object, device = alice.device) =>
  alice.send(id, await signAnswer(device, { request: id, answer: 'approved', displayed, ...(passkey && { passkey }) }))

const amrOf = async (authReqId: string) => decodeJwt(String((await poll(tenant, authReqId)).body.access_token)).amr

describe('a yes', () => {
  it('is by the device’s key alone while there is no passkey, and the token says so', async () => {
    const waiting = await request()
    expect(await yes(waiting)).toEqual({ status: 200, code: 'approved' })
    expect(await amrOf(waiting.authReqId)).toEqual(['swk'])
  })

  it('needs the passkey once there is one, and the token says that it was used', async () => {
    const key = await withPasskey()
    const waiting = await request()
    expect(await yes(waiting)).toEqual({ status: 403, code: 'passkey_needed' })
    expect(await yes(waiting, key.assert(hashOfDisplayed(waiting.displayed), { origin }))).toMatchObject({
      code: 'approved',
    })
    expect(await amrOf(waiting.authReqId)).toEqual(['swk', 'pop', 'user', 'mfa'])
  })

  it('is not taken with a passkey that signed anything else', async () => {
    const key = await withPasskey()
    const other = softwarePasskey()
    const waiting = await request()
    const challenge = hashOfDisplayed(waiting.displayed)
    const bad = {
      'another document': key.assert(hashOfDisplayed(`${waiting.displayed} `), { origin }),
      'another site': key.assert(challenge, { origin: 'http://localhost:1', rpId: 'localhost' }),
      'another relying party': key.assert(challenge, { origin, rpId: 'example.com' }),
      'nobody verified': key.assert(challenge, { origin, userVerified: false }),
      'another key': key.assert(challenge, { origin, by: other.privateKey }),
      'a passkey that is not enrolled': other.assert(challenge, { origin }),
      'the making of a passkey': key.assert(challenge, { origin, type: 'webauthn.create' }),
      'more than a browser says': { ...key.assert(challenge, { origin }), more: true },
    }
    for (const [what, passkey] of Object.entries(bad))
      expect([what, (await yes(waiting, passkey)).status]).toEqual([what, 403])
    expect((await poll(tenant, waiting.authReqId)).body.error).toBe('authorization_pending')
    expect(await yes(waiting, key.assert(challenge, { origin }))).toMatchObject({ code: 'approved' })
  })

  it('is taken where the browser itself showed this payee, amount and account, and the token says so; and no other', async () => {
    const key = await withPasskey()
    const waiting = await request()
    const challenge = hashOfDisplayed(waiting.displayed)
    const { instructedAmount, debtorAccount, creditorAccount, creditorName } = JSON.parse(waiting.displayed)
      .authorization_details[0]
    const shown = {
      rpId: new URL(origin).hostname,
      topOrigin: origin,
      payeeName: `${creditorName} ${creditorAccount.mask}`,
      total: { currency: instructedAmount.currency, value: instructedAmount.amount },
      instrument: { displayName: `${debtorAccount.name} ${debtorAccount.mask}`, icon: '' },
    }
    const by = (payment: Record<string, unknown> | undefined, type = 'payment.get', over = challenge) =>
      yes(waiting, key.assert(over, { origin, type, ...(payment && { payment }) }))
    const bad: Record<string, () => ReturnType<typeof by>> = {
      'another payee': () => by({ ...shown, payeeName: `${creditorName} ••0000` }),
      'another amount': () => by({ ...shown, total: { ...shown.total, value: '2.50' } }),
      'another currency': () => by({ ...shown, total: { ...shown.total, currency: 'EUR' } }),
      'another account': () => by({ ...shown, instrument: { displayName: 'Savings' } }),
      'another site around it': () => by({ ...shown, topOrigin: 'https://shop.example' }),
      'another relying party': () => by({ ...shown, rpId: 'example.com' }),
      'a payee by an address': () => by({ ...shown, payeeOrigin: 'https://shop.example' }),
      'no payment': () => by(undefined),
      'an amount that is no text': () => by({ ...shown, total: { ...shown.total, value: 25 } }),
      'another document': () => by(shown, 'payment.get', hashOfDisplayed(`${waiting.displayed} `)),
    }
    for (const [what, give] of Object.entries(bad)) expect([what, (await give()).status]).toEqual([what, 403])
    expect(await by(shown)).toMatchObject({ code: 'approved' })
    expect(await amrOf(waiting.authReqId)).toEqual(['swk', 'pop', 'user', 'mfa', 'spc'])
  })

  it('is not taken with a passkey’s older signature, one that was removed, or another customer’s', async () => {
    const key = await withPasskey()
    const first = await request()
    await yes(first, key.assert(hashOfDisplayed(first.displayed), { origin, counter: 7 }))
    const second = await request()
    const challenge = hashOfDisplayed(second.displayed)
    expect(await yes(second, key.assert(challenge, { origin, counter: 7 }))).toMatchObject({ code: 'passkey_needed' })
    await inDatabase(tenant, (sql) => sql`UPDATE tenant.passkeys SET sub = 'auth0|bob' WHERE removed_at IS NULL`)
    await withPasskey()
    expect(await yes(second, key.assert(challenge, { origin, counter: 8 }))).toMatchObject({ code: 'passkey_needed' })
  })

  it('is refused by the statement too, where the passkey was removed, used or added while it was being looked at', async () => {
    const key = await withPasskey()
    const { id, displayed } = await request()
    const passkey = key.assert(hashOfDisplayed(displayed), { origin, counter: 3 })
    const jws = await signAnswer(alice.device, { request: id, answer: 'approved', displayed, passkey })
    await inDatabase(tenant, async (sql) => {
      const signed = await readAnswer(sql, ALICE, id, jws)
      if (!signed) throw new Error('the answer was good')
      const at = { sql, sub: ALICE, origin }
      const use = await readConfirmation(at, hashOfDisplayed(displayed), signed.passkey)
      if (!use) throw new Error('the passkey was good')
      const user = { sub: ALICE, session: '' }
      await sql`UPDATE tenant.passkeys SET counter = 3 WHERE id = ${use.id}`
      expect(await decide(sql, user, id, signed, use)).toEqual({ outcome: 'not_signed' })
      expect(await decide(sql, user, id, signed, null)).toEqual({ outcome: 'not_signed' })
      await sql`UPDATE tenant.passkeys SET counter = 0, removed_at = now() WHERE id = ${use.id}`
      await add(softwarePasskey())
      expect(await decide(sql, user, id, signed, use)).toEqual({ outcome: 'not_signed' })
    })
  })

  it('gives no token where its row was changed since', async () => {
    const key = await withPasskey()
    const waiting = await request()
    await yes(waiting, key.assert(hashOfDisplayed(waiting.displayed), { origin }))
    const without = { request: waiting.id, answer: 'approved', displayed: waiting.displayed }
    const jws = await signAnswer(alice.device, without)
    await inDatabase(tenant, (sql) => sql`UPDATE tenant.approvals SET answer_jws = ${jws} WHERE id = ${waiting.id}`)
    expect((await poll(tenant, waiting.authReqId)).status).toBe(400)
  })
})

it('a no needs no passkey', async () => {
  await withPasskey()
  const { id } = await request()
  expect(await alice.deny(id)).toEqual({ status: 200, code: 'denied' })
})

describe('with a passkey', () => {
  it('another device is let in by it alone, ticket or yes', async () => {
    const key = await withPasskey()
    expect(await order(alice, tenant, { action: 'ticket' })).toMatchObject({
      status: 403,
      body: { code: 'passkey_needed' },
    })
    const other = await newcomer(tenant)
    const asks = await read(
      other.post('/phone/device-requests', { proof: await keyProof(other.device, origin, other.post, 'Other') }),
    )
    const id = String(asks.body.request)
    const [, thumbprint = ''] = /data-thumbprint="([^"]+)"/.exec(await alice.page()) ?? []
    const answer = async (passkey?: object) => {
      const said = {
        request: id,
        answer: 'allowed',
        thumbprint,
        time: new Date().toISOString(),
        ...(passkey && { passkey }),
      }
      const signed = await alice.device.sign({ typ: 'device-answer+jwt' }, said)
      return read(alice.post(`/phone/device-requests/${id}`, { signed }))
    }
    expect(await answer()).toMatchObject({ status: 403, body: { code: 'passkey_needed' } })
    expect(await answer(key.assert(challengeOver('other', thumbprint), { origin }))).toMatchObject({ status: 403 })
    expect(await answer(key.assert(challengeOver(id, thumbprint), { origin }))).toMatchObject({
      body: { code: 'allowed' },
    })
  })

  it('another passkey is added, and one removed, by it alone', async () => {
    const key = await withPasskey()
    const second = softwarePasskey()
    expect(await add(second)).toMatchObject({ status: 403, body: { code: 'passkey_needed' } })
    expect(await add(second, (challenge) => ({ passkey: second.assert(challenge, { origin }) }))).toMatchObject({
      status: 403,
    })
    const confirmed = (challenge: string) => ({ passkey: key.assert(challenge, { origin }) })
    expect(await add(second, confirmed)).toMatchObject({ status: 201 })
    const [kept] = await inDatabase(tenant, (sql) => listPasskeyKeys(sql, ALICE))
    const remove = async (passkey: (challenge: string) => object) => {
      const { body } = await read(alice.post('/phone/challenges'))
      const wish = {
        action: 'remove_passkey',
        id: kept?.id,
        challenge: body.challenge,
        ...passkey(String(body.challenge)),
      }
      const signed = await signOrder(alice.device, origin, alice.post, wish)
      return read(alice.post('/phone/passkeys/remove_passkey', { signed }))
    }
    expect(await remove(() => ({}))).toMatchObject({ status: 403 })
    expect(await remove(confirmed)).toMatchObject({ body: { code: 'removed' } })
    expect(await remove(confirmed)).toMatchObject({ status: 403 })
  })

  it('is added only for this site, verified, over the offered challenge, under a name, once', async () => {
    const key = softwarePasskey()
    const offer = async () => {
      const { body } = await read(alice.post('/phone/passkeys/offer'))
      return (body.options as { challenge: string }).challenge
    }
    const send = async (challenge: string, credential: object, name = 'My key') => {
      const wish = { action: 'add_passkey', challenge, name, credential }
      const signed = await signOrder(alice.device, origin, alice.post, wish)
      return (await read(alice.post('/phone/passkeys/add_passkey', { signed }))).body.code
    }
    const challenge = await offer()
    expect(await send(challenge, key.attest(await offer(), { origin }))).toBe('not_made')
    expect(await send(challenge, key.attest(challenge, { origin }))).toBe('not_signed')
    const fresh = await offer()
    expect(await send(fresh, key.attest(fresh, { origin, userVerified: false }))).toBe('not_made')
    const elsewhere = await offer()
    expect(await send(elsewhere, key.attest(elsewhere, { origin: 'http://localhost:1' }))).toBe('not_made')
    const nameless = await offer()
    expect(await send(nameless, key.attest(nameless, { origin }), '\u200b')).toBe('bad_name')
    const good = await offer()
    expect(await send(good, key.attest(good, { origin }))).toBe('added')
  })

  it('is asked for by algorithms that each version of Node can verify', async () => {
    const { body } = await read(alice.post('/phone/passkeys/offer'))
    const { pubKeyCredParams } = body.options as { pubKeyCredParams: { alg: number }[] }
    expect(pubKeyCredParams.map(({ alg }) => alg)).toEqual([-7, -8, -257])
  })

  it('no device that was removed meanwhile adds one', async () => {
    const key = { credentialId: 'a', publicKey: new Uint8Array(1), counter: 0 }
    const addedBy = '00000000-0000-4000-8000-000000000000'
    expect(
      await inDatabase(tenant, (sql) => addPasskey(sql, { sub: ALICE, name: 'x', addedBy, payment: false, key })),
    ).toBeUndefined()
  })
})
