import { createHash, randomUUID } from 'node:crypto'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readCodeText } from '@/tenant/assets/offline-code.js'
import { decideByCode } from '@/tenant/codes/decide-by-code'
import { type CodeMaker, codeMaker } from '../support/phone/code-maker'
import { type PhoneRobot, phoneRobot, signAnswer } from '../support/phone/phone'
import { ALICE, APP_CLIENT, PASSWORD, startTestTenant, type TestTenant } from '../support/tenant/tenant'
import { askFor, poll, transferDetail } from './ciba'
import { inDatabase, type Newcomer, newcomer, order, ticketFrom } from './joining'

// A phone without a connection says yes by a code, which the customer types on the computer (docs/decisions/073).

let tenant: TestTenant
let alice: PhoneRobot
let codeFor: CodeMaker
/** The computer: signed in by the password, and no device. */
let computer: Newcomer

beforeAll(async () => {
  tenant = await startTestTenant()
  alice = await phoneRobot(tenant.issuer, 'alice@example.com', PASSWORD)
  codeFor = await codeMaker(alice, new URL(tenant.issuer).origin)
  computer = await newcomer(tenant)
})
afterAll(() => tenant.stop())

interface Asked {
  identifier: string
  authReqId: string
}

async function ask(changes: Record<string, unknown> = {}): Promise<Asked> {
  const identifier = randomUUID()
  const detail = transferDetail({ identifier, ...changes })
  return { identifier, authReqId: await askFor(tenant, { authorization_details: JSON.stringify([detail]) }) }
}

async function see({ identifier }: Asked, { cookie } = computer) {
  const answer = await fetch(new URL(`phone/codes/${identifier}`, tenant.issuer), { headers: { cookie } })
  const page = await answer.text()
  const [, text = ''] = /<textarea[^>]*>([^<]*)<\/textarea>/.exec(page) ?? []
  const unescaped = text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&')
  return { status: answer.status, page, text: unescaped }
}

async function type({ identifier }: Asked, code: string, { post } = computer) {
  const answer = await post(`/phone/codes/${identifier}`, { code })
  return { status: answer.status, page: await answer.text() }
}

async function expectNothingDecided({ authReqId }: Asked): Promise<void> {
  const [row] = await inDatabase(
    tenant,
    (sql) => sql`SELECT decision, answer_code AS code FROM tenant.approvals WHERE auth_req_id = ${authReqId}`,
  )
  expect(row).toMatchObject({ decision: null, code: null })
  expect((await poll(tenant, authReqId)).body).not.toHaveProperty('access_token')
}

const WRONG = { status: 403, page: expect.stringContaining('This is not the code') }

describe('the code', () => {
  it('approves the request that the phone has read, and the token says that it is no signature', async () => {
    const asked = await ask({ creditorName: 'Ann “&” Ünal' })
    const { text, page } = await see(asked)
    expect(page).toContain('$25.00')
    const read = readCodeText(text)
    expect(read).toMatchObject({ customer: ALICE, askedBy: 'Aiya', actor: null, marks: [{ kind: 'first-transfer' }] })
    expect(await type(asked, ` ${codeFor(text).slice(0, 4).toLowerCase()}-${codeFor(text).slice(4)}`)).toMatchObject({
      status: 303,
    })
    const claims = decodeJwt(String((await poll(tenant, asked.authReqId)).body.access_token))
    expect(claims).toMatchObject({ amr: ['otp'], device: { id: alice.device.id } })
    expect(claims.displayed_hash).toBe(
      createHash('sha256')
        .update(read?.displayed ?? '', 'utf8')
        .digest('base64url'),
    )
    const [row] = await inDatabase(
      tenant,
      (sql) => sql`SELECT answer_jws AS jws, displayed FROM tenant.approvals WHERE auth_req_id = ${asked.authReqId}`,
    )
    expect(row).toEqual({ jws: null, displayed: read?.displayed })
    expect((await see(asked)).page).toContain('You said yes')
    expect(await alice.pending()).toEqual([])
  })

  it('stays the same while its request waits, and counts once', async () => {
    const asked = await ask()
    const { text } = await see(asked)
    expect((await see(asked)).text).toBe(text)
    expect((await type(asked, codeFor(text))).status).toBe(303)
    expect((await type(asked, codeFor(text))).status).toBe(409)
  })

  it('is none for another request, amount, customer, device or key', async () => {
    const asked = await ask()
    const other = await ask()
    const { text } = await see(asked)
    const bob = await phoneRobot(tenant.issuer, 'bob@example.com', PASSWORD)
    const origin = new URL(tenant.issuer).origin
    const ofBob = await codeMaker(bob, origin)
    const second = await newcomer(tenant)
    await second.offer('/phone/devices', { ticket: await ticketFrom(alice, tenant) })
    const replaced = await codeMaker(second, origin)
    const removed = await codeMaker(second, origin)
    await order(alice, tenant, { action: 'remove', device: second.device.id })
    const bad = {
      'another request': codeFor((await see(other)).text),
      'another amount': codeFor(text.replace('25.00', '2500.00')),
      'another mark': codeFor(text.replace('first-transfer', 'resembles')),
      'another customer’s device': ofBob(text),
    }
    for (const [what, code] of Object.entries(bad)) expect([what, await type(asked, code)]).toEqual([what, WRONG])
    expect(await type(other, removed((await see(other)).text))).toEqual(WRONG)
    expect(await type(other, replaced((await see(other)).text))).toEqual(WRONG)
    await expectNothingDecided(asked)
    await expectNothingDecided(other)
    // The fifth try of this one is right.
    expect((await type(asked, codeFor(text))).status).toBe(303)
    await alice.deny((await alice.pending())[0]?.id ?? '')
  })

  it('is good for nothing after five wrong ones, also where they come at once; a malformed one is no try', async () => {
    const asked = await ask()
    const { text } = await see(asked)
    const right = codeFor(text)
    const wrong = right.startsWith('0') ? `1${right.slice(1)}` : `0${right.slice(1)}`
    expect((await type(asked, '123')).page).toContain('eight letters and digits')
    const guesses = await Promise.all(Array.from({ length: 9 }, () => type(asked, wrong)))
    expect(guesses.filter(({ page }) => page.includes('This is not the code')).length).toBeGreaterThanOrEqual(5)
    expect((await see(asked)).page).toContain('Too many wrong codes')
    expect((await type(asked, right)).status).toBe(409)
    await expectNothingDecided(asked)
    // The device itself still answers.
    const [{ id = '', displayed = '' } = {}] = await alice.pending()
    const signed = await signAnswer(alice.device, { request: id, answer: 'approved', displayed })
    expect(await alice.send(id, signed)).toMatchObject({ code: 'approved' })
  })

  it('is not taken after the request is over', async () => {
    const [denied, withdrawn, expired] = [await ask(), await ask(), await ask()]
    const codes = [denied, withdrawn, expired].map(async (asked) => codeFor((await see(asked)).text))
    await alice.deny(String(readCodeText((await see(denied)).text)?.request))
    const { id, secret } = APP_CLIENT
    const told = { client_id: id, client_secret: secret, identifier: withdrawn.identifier, outcome: 'cancelled' }
    await fetch(new URL('ciba/outcome', tenant.issuer), { method: 'POST', body: new URLSearchParams(told) })
    await inDatabase(
      tenant,
      (sql) => sql`UPDATE tenant.approvals SET expires_at = now() WHERE auth_req_id = ${expired.authReqId}`,
    )
    const words = ['Denied', 'Withdrawn', 'Too late']
    for (const [place, asked] of [denied, withdrawn, expired].entries()) {
      const { status, page } = await type(asked, (await codes[place]) ?? '')
      expect([status, page.includes(words[place] ?? '')]).toEqual([409, true])
      expect((await poll(tenant, asked.authReqId)).body).not.toHaveProperty('access_token')
    }
  })

  it('is refused by the statement too, for another text or customer, and after the request is over', async () => {
    const asked = await ask()
    const { text } = await see(asked)
    const id = String(readCodeText(text)?.request)
    const other = text.replace('25.00', '2500.00')
    await inDatabase(tenant, async (sql) => {
      const set = (changes: object) =>
        sql`UPDATE tenant.approvals SET ${sql(changes as never)}, code_tries = 0 WHERE id = ${id}`
      const decide = (given = text, sub = ALICE) =>
        decideByCode(sql, { sub, session: '' }, { id, text: given }, codeFor(given))
      expect(await decide(other)).toEqual({ outcome: 'wrong' })
      expect(await decide(text, 'auth0|bob')).toEqual({ outcome: 'wrong' })
      for (const over of [
        { outcome: 'cancelled', outcome_at: new Date() },
        { decision: 'denied', decided_at: new Date() },
        { expires_at: new Date() },
      ]) {
        await set(over)
        expect([over, await decide()]).toEqual([over, { outcome: 'wrong' }])
        await set({ outcome: null, outcome_at: null, decision: null, decided_at: null })
      }
    })
    await expectNothingDecided(asked)
  })

  it('gives no token where its row was changed since', async () => {
    const asked = await ask()
    await type(asked, codeFor((await see(asked)).text))
    await inDatabase(
      tenant,
      (sql) => sql`UPDATE tenant.approvals SET code_text = replace(code_text, '25.00', '2500.00')
        WHERE auth_req_id = ${asked.authReqId}`,
    )
    expect((await poll(tenant, asked.authReqId)).status).toBe(400)
  })
})

describe('where it is typed', () => {
  it('nobody sees or answers a request without the customer’s own password, or from another site', async () => {
    const asked = await ask()
    const { text } = await see(asked)
    const bob = await newcomer(tenant, 'auth0|bob')
    expect((await see(asked, bob)).status).toBe(404)
    expect((await type(asked, codeFor(text), bob)).status).toBe(409)
    const stranger = await see(asked, { ...computer, cookie: '' })
    expect(stranger.page).toContain('Password')
    expect(stranger.page).not.toContain('25.00')
    const body = new URLSearchParams({ code: codeFor(text) })
    const headers = { cookie: computer.cookie, origin: 'http://localhost:3000' }
    const foreign = await fetch(new URL(`phone/codes/${asked.identifier}`, tenant.issuer), {
      method: 'POST',
      body,
      headers,
    })
    expect(foreign.status).toBe(403)
    await expectNothingDecided(asked)
  })

  it('leads there through the sign-in, and nowhere else', async () => {
    const { origin } = new URL(tenant.issuer)
    const signIn = async (code: string) => {
      const body = new URLSearchParams({ email: 'alice@example.com', password: PASSWORD, code })
      const answer = await fetch(`${origin}/phone/sign-in`, {
        method: 'POST',
        body,
        headers: { origin },
        redirect: 'manual',
      })
      return answer.headers.get('location')
    }
    const id = randomUUID()
    expect(await signIn(id)).toBe(`/phone/codes/${id}`)
    expect(await signIn('../../elsewhere')).toBe('/phone')
  })
})

describe('there is no code', () => {
  it('for what is no single transfer', async () => {
    const identifier = randomUUID()
    const change = { type: 'confirmation_limit_change', identifier, from: 'USD above 1.00', to: 'USD above 2.00' }
    await inDatabase(
      tenant,
      (sql) => sql`
        INSERT INTO tenant.approvals (auth_req_id, sub, asked_by, binding_message, details, displayed, identifier, expires_at)
        VALUES (${randomUUID()}, ${ALICE}, 'Aiya', 'm', ${JSON.stringify([change])}::text::json,
                ${JSON.stringify({ authorization_details: [change], binding_message: 'm' })}, ${identifier}, now() + interval '1 hour')`,
    )
    expect((await see({ identifier, authReqId: '' })).page).toContain('Only a single transfer')
  })

  it('for who has a passkey, which the statement sees too', async () => {
    const asked = await ask()
    const { text } = await see(asked)
    await inDatabase(tenant, async (sql) => {
      await sql`INSERT INTO tenant.passkeys (sub, credential_id, public_key, counter, name, added_by)
        VALUES (${ALICE}, 'key', ${Buffer.from('')}, 0, 'key', ${alice.device.id})`
      const id = String(readCodeText(text)?.request)
      const user = { sub: ALICE, session: '' }
      expect(await decideByCode(sql, user, { id, text }, codeFor(text))).toEqual({ outcome: 'wrong' })
    })
    expect((await see(asked)).page).toContain('You approve with a passkey')
    expect((await type(asked, codeFor(text))).status).toBe(409)
    await expectNothingDecided(asked)
    await inDatabase(tenant, (sql) => sql`UPDATE tenant.passkeys SET removed_at = now()`)
    expect((await type(asked, codeFor(text))).status).toBe(303)
  })

  it('for who has no device that makes codes', async () => {
    await inDatabase(tenant, (sql) => sql`UPDATE tenant.code_keys SET replaced_at = now()`)
    expect((await see(await ask())).page).toContain('No device makes codes yet')
  })
})

it('a key for codes is agreed on by an enrolled device alone, on the curve', async () => {
  const point = { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) }
  const offer = { action: 'code_key', agree: point } as unknown as { action: string }
  expect(await order(alice, tenant, offer)).toMatchObject({ status: 403 })
  const stranger = await newcomer(tenant)
  await expect(codeMaker(stranger, stranger.origin)).rejects.toThrow()
})
