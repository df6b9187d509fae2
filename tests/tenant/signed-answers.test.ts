import { createHash } from 'node:crypto'
import { CompactSign, compactVerify, importJWK } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newKey } from '../support/phone/device'
import { type PhoneRequest, type PhoneRobot, phoneRobot, signAnswer } from '../support/phone/phone'
import { PASSWORD, startTestTenant, type TestTenant } from '../support/tenant/tenant'
import { askFor, poll, transferDetail } from './ciba'
import { inDatabase } from './joining'

let tenant: TestTenant
let alice: PhoneRobot
let bob: PhoneRobot
let authReqId: string
let request: PhoneRequest

beforeAll(async () => {
  tenant = await startTestTenant()
  alice = await phoneRobot(tenant.issuer, 'alice@example.com', PASSWORD)
  bob = await phoneRobot(tenant.issuer, 'bob@example.com', PASSWORD)
})
afterAll(() => tenant.stop())
beforeEach(async () => {
  for (const { id } of await alice.pending()) await alice.deny(id)
  authReqId = await askFor(tenant)
  request = await alice.waitForRequest()
})

const NOT_SIGNED = { status: 403, code: 'not_signed' }
const yes = (changes: object = {}) => ({
  request: request.id,
  answer: 'approved',
  displayed: request.displayed,
  ...changes,
})
const rowOf = (id: string) =>
  inDatabase(tenant, async (sql) => (await sql`SELECT * FROM tenant.approvals WHERE id = ${id}`)[0])

async function expectNothingDecided(): Promise<void> {
  expect(await rowOf(request.id)).toMatchObject({ decision: null, answer_jws: null, device_id: null })
  expect((await alice.pending()).map(({ id }) => id)).toContain(request.id)
  expect((await poll(tenant, authReqId)).body).not.toHaveProperty('access_token')
}

describe('what is displayed', () => {
  it('is canonical JSON of the detail and the message, and nothing else', async () => {
    const detail = transferDetail({ remittanceInformationUnstructured: '"quote" \\ é \u00AD 🎁' })
    await askFor(tenant, { binding_message: 'canonical', authorization_details: JSON.stringify([detail]) })
    const { id, displayed } = await alice.waitForRequest('canonical')
    const sorted = (value: unknown): unknown =>
      Array.isArray(value) || typeof value !== 'object' || value === null
        ? value
        : Object.fromEntries(
            Object.entries(value)
              .sort(([a], [b]) => (a < b ? -1 : 1))
              .map(([name, member]) => [name, sorted(member)]),
          )
    expect(displayed).toBe(
      `{"authorization_details":[${JSON.stringify(sorted(detail))}],"binding_message":"canonical"}`,
    )
    expect(await rowOf(id)).toMatchObject({
      displayed,
      displayed_hash: createHash('sha256').update(displayed, 'utf8').digest('base64url'),
    })
  })

  it('is what the card is drawn from, and the card from nothing else', async () => {
    const other = JSON.stringify(transferDetail({ remittanceInformationUnstructured: 'other words' }))
    await inDatabase(
      tenant,
      (sql) => sql`UPDATE tenant.approvals SET details = ${other}::text::json, binding_message = 'other words'
        WHERE id = ${request.id}`,
    )
    const [card] = (await alice.pending()).filter(({ id }) => id === request.id)
    expect(card?.text).toContain('rainy days')
    expect(card?.text).not.toContain('other words')
  })

  it('takes no half characters, which have no canonical form', async () => {
    const detail = JSON.stringify([transferDetail({ creditorName: 'half' })]).replace('half', '\\ud83d')
    await expect(askFor(tenant, { authorization_details: detail })).rejects.toThrow('invalid_authorization_details')
  })
})

describe('a signed answer', () => {
  it('is kept as evidence that anybody can verify with the device’s key', async () => {
    const signed = await signAnswer(alice.device, yes())
    expect(await alice.send(request.id, signed)).toEqual({ status: 200, code: 'approved' })
    const row = await rowOf(request.id)
    expect(row).toMatchObject({ decision: 'approved', answer_jws: signed, device_id: alice.device.id })
    const { payload } = await compactVerify(String(row?.answer_jws), await importJWK(alice.device.publicJwk, 'ES256'))
    expect(JSON.parse(new TextDecoder().decode(payload))).toEqual({ ...yes(), time: expect.any(String) })
  })

  it('counts once', async () => {
    const signed = await signAnswer(alice.device, yes({ answer: 'denied' }))
    expect((await alice.send(request.id, signed)).status).toBe(200)
    expect(await alice.send(request.id, signed)).toEqual({ status: 409, code: 'answered' })
  })

  it('counts for its own request only', async () => {
    const other = await askFor(tenant, { binding_message: 'the other one' })
    const { id } = await alice.waitForRequest('the other one')
    expect(await alice.send(id, await signAnswer(alice.device, yes()))).toEqual(NOT_SIGNED)
    expect(await alice.send(id, await signAnswer(alice.device, yes({ request: id })))).toEqual(NOT_SIGNED)
    expect((await poll(tenant, other)).body).not.toHaveProperty('access_token')
    await expectNothingDecided()
  })

  it('does not count for another request with the very same document', async () => {
    const same = { authorization_details: JSON.stringify([transferDetail()]), binding_message: 'twice the same' }
    await askFor(tenant, same)
    await askFor(tenant, same)
    const [one, two] = (await alice.pending()).filter(({ text }) => text.includes('twice the same'))
    expect(one?.displayed).toBe(two?.displayed)
    const signed = await signAnswer(alice.device, yes({ request: one?.id, displayed: one?.displayed }))
    expect(await alice.send(two?.id ?? '', signed)).toEqual(NOT_SIGNED)
    expect((await alice.send(one?.id ?? '', signed)).code).toBe('approved')
  })

  it.each([
    ['one digit of the amount', (text: string) => text.replace('"25.00"', '"26.00"')],
    ['one letter of the payee', (text: string) => text.replace('Alice Example', 'Alice Examplf')],
    ['one letter of the message', (text: string) => text.replace('from Checking', 'from Checkinh')],
    ['a space', (text: string) => text.replace(',', ', ')],
    ['the order of members', (text: string) => JSON.stringify({ binding_message: '', ...JSON.parse(text) })],
    ['its end', (text: string) => text.slice(0, -1)],
  ])('does not count when %s is not as it was displayed', async (_what, alter) => {
    expect(alter(request.displayed)).not.toBe(request.displayed)
    const signed = await signAnswer(alice.device, yes({ displayed: alter(request.displayed) }))
    expect(await alice.send(request.id, signed)).toEqual(NOT_SIGNED)
    await expectNothingDecided()
  })

  it('cannot be turned from a no into a yes', async () => {
    const [header, payload, signature] = (await signAnswer(alice.device, yes({ answer: 'denied' }))).split('.')
    const flipped = Buffer.from(
      Buffer.from(payload ?? '', 'base64url')
        .toString()
        .replace('denied', 'approved'),
    )
    expect(await alice.send(request.id, `${header}.${flipped.toString('base64url')}.${signature}`)).toEqual(NOT_SIGNED)
    await expectNothingDecided()
  })

  it('is not taken from another customer’s device, under either name', async () => {
    for (const kid of [bob.device.id, alice.device.id]) {
      const signed = await signAnswer(bob.device, yes(), { kid })
      expect(await alice.send(request.id, signed)).toEqual(NOT_SIGNED)
    }
    await expectNothingDecided()
    expect(await bob.send(request.id, await signAnswer(bob.device, yes()))).toEqual({ status: 404, code: 'unknown' })
    expect(await bob.send(request.id, await signAnswer(alice.device, yes()))).toEqual(NOT_SIGNED)
    await expectNothingDecided()
  })

  it('is not taken from a key that nobody enrolled, whoever vouches for it', async () => {
    const stranger = await newKey()
    for (const signature of [{ kid: alice.device.id }, { jwk: stranger.publicJwk }, { kid: 'no-id' }]) {
      expect(await alice.send(request.id, await signAnswer(stranger, yes(), signature))).toEqual(NOT_SIGNED)
    }
    await expectNothingDecided()
  })

  it('is signed with ES256: no other algorithm, and none at all, will do', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const payload = { ...yes(), time: new Date().toISOString() }
    const header = { typ: 'answer+jwt', kid: alice.device.id }
    const byPublicKey = new CompactSign(Buffer.from(JSON.stringify(payload)))
      .setProtectedHeader({ ...header, alg: 'HS256' })
      .sign(Buffer.from(JSON.stringify(alice.device.publicJwk)))
    const [, , signature] = (await alice.device.sign(header, payload)).split('.')
    for (const forged of [
      `${part({ ...header, alg: 'none' })}.${part(payload)}.`,
      `${part({ ...header, alg: 'none' })}.${part(payload)}.${signature}`,
      `${part({ ...header, alg: 'ES384' })}.${part(payload)}.${signature}`,
      await byPublicKey,
      JSON.stringify(payload),
      '',
      'approved',
    ]) {
      expect(await alice.send(request.id, forged)).toEqual(NOT_SIGNED)
    }
    await expectNothingDecided()
  })

  it('is of its own type and form, with nothing missing and nothing more', async () => {
    const { displayed: _displayed, ...undisplayed } = yes()
    for (const [answer, typ] of [
      [yes(), 'device-answer+jwt'],
      [yes(), 'JWT'],
      [yes({ answer: 'maybe' }), 'answer+jwt'],
      [yes({ more: 1 }), 'answer+jwt'],
      [yes({ time: 'yesterday' }), 'answer+jwt'],
      [yes({ reason: { code: 'not_me' } }), 'answer+jwt'],
      [undisplayed, 'answer+jwt'],
    ] as const) {
      expect(await alice.send(request.id, await signAnswer(alice.device, answer, { typ }))).toEqual(NOT_SIGNED)
    }
    await expectNothingDecided()
  })

  it('is needed by a yes and by a no alike', async () => {
    for (const answer of ['approved', 'denied']) {
      const response = await alice.post(`/phone/requests/${request.id}`, { answer })
      expect([response.status, (await response.json()).code]).toEqual([403, 'not_signed'])
    }
    await expectNothingDecided()
  })
})

it('a request from before devices were enrolled is history: it is listed when over, and cannot be answered', async () => {
  await inDatabase(
    tenant,
    (sql) => sql`UPDATE tenant.approvals SET displayed = NULL, displayed_hash = NULL WHERE id = ${request.id}`,
  )
  expect(await alice.pending()).toEqual([])
  expect(await alice.send(request.id, await signAnswer(alice.device, yes()))).toEqual(NOT_SIGNED)
  await inDatabase(
    tenant,
    (sql) => sql`UPDATE tenant.approvals SET decision = 'denied', decided_at = now() WHERE id = ${request.id}`,
  )
  expect(await alice.page()).toContain('Denied')
})
