import { createHash, randomUUID } from 'node:crypto'
import { compactVerify, decodeJwt, importJWK, type JWK, SignJWT } from 'jose'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { DELETE } from '@/app/api/mandates/[mandateId]/route'
import { POST as revokeByTenant } from '@/app/api/mandates/revocations/route'
import { GET, POST } from '@/app/api/mandates/route'
import { verifyLedger } from '@/db/verify'
import { AIYA_AGENT } from '@/lib/approvals/agent'
import { beginMandate } from '@/lib/approvals/mandates/begin-mandate'
import { readConstraints } from '@/lib/approvals/mandates/constraints'
import { type Mandate, mandate as mandateSchema, parseMandateWish } from '@/lib/approvals/mandates/mandate'
import { openMandate } from '@/lib/approvals/mandates/open-mandate'
import type { StandingMandate } from '@/lib/approvals/mandates/standing-mandate'
import { moveApproval } from '@/lib/approvals/move-approval'
import { getPhoneRequest } from '@/lib/approvals/phone-request'
import { startResuming } from '@/lib/auth0/ai/resume'
import { verifyAudit } from '@/lib/evidence/audit/verify-audit'
import { beginShutdown } from '@/lib/platform/shutdown'
import { letAiyaAsk } from '../support/bank/approvals'
import { type LiveBank, openLiveBank } from '../support/bank/live-bank'
import { mandateBody } from '../support/bank/mandates'
import { signInAs } from '../support/bank/session-double'
import { askThenDie } from '../support/died'
import { accountOf } from '../support/ledger/ledger'
import { phoneRobot } from '../support/phone/phone'
import { signingKeyOf } from '../support/services/high-street'
import { PASSWORD } from '../support/tenant/tenant'
import { inDatabase } from '../tenant/joining'

vi.mock('@/lib/auth0/session/session', () => import('../support/bank/session-double'))

// A standing mandate is made in the portal, and begins by the phone's yes to every word of it.

let live: LiveBank
beforeAll(async () => {
  live = await openLiveBank()
  startResuming()
})
afterAll(async () => {
  expect((await verifyLedger(live.bank.ownerUrl)).differences).toEqual([])
  expect((await verifyAudit(live.bank.ownerUrl)).differences).toEqual([])
  beginShutdown()
  await live.close()
})
beforeEach(async () => {
  signInAs(live.bank.alice.id, 'auth0|alice')
  await letAiyaAsk(live.bank.alice.id)
})

const headers = { 'Content-Type': 'application/json' }
const ask = (changes: Record<string, unknown> = {}) =>
  POST(
    new Request('http://localhost/api/mandates', {
      method: 'POST',
      headers,
      body: JSON.stringify(mandateBody(live.bank.alice, changes)),
    }),
  )
async function asked(changes?: Record<string, unknown>): Promise<Mandate> {
  const answer = await ask(changes)
  const body = await answer.json()
  expect([answer.status, body]).toEqual([201, { mandate: expect.anything() }])
  return mandateSchema.parse(body.mandate)
}
async function refused(changes: Record<string, unknown>) {
  const answer = await ask(changes)
  const { code, errors } = await answer.json()
  return { status: answer.status, code, member: errors?.[0]?.member }
}
async function list(): Promise<Mandate[]> {
  return (await (await GET()).json()).mandates
}
const revoke = (mandateId: string) =>
  DELETE(new Request('http://localhost/', { method: 'DELETE', headers }), { params: Promise.resolve({ mandateId }) })
async function untilStatus(id: string, status: Mandate['status']): Promise<Mandate> {
  const found = async () => (await list()).find((each) => each.id === id && each.status === status)
  return vi.waitUntil(async () => (await found()) ?? null, { timeout: 20_000, interval: 50 })
}
const onPhone = (words: string) => live.phone.waitForRequest(words)
/** The phone's list of what was allowed there. */
async function listOnPhone(): Promise<string> {
  const { phone, tenant } = live
  const headers = { cookie: phone.cookie }
  return (await fetch(`${tenant.issuer}phone/mandates`, { headers, redirect: 'manual' })).text()
}

test('is asked on the phone in words, begins by the yes, and is kept as the device signed it', async () => {
  const requested = await asked({ maxPerTransfer: '101.00' })
  const { agent, status, usedInPeriod, validUntil, ...rest } = requested
  expect({ agent, status, usedInPeriod }).toEqual({ agent: 'aiya', status: 'requested', usedInPeriod: '0.00' })
  expect(mandateBody(live.bank.alice, { maxPerTransfer: '101.00' })).toEqual({
    validUntil,
    ...Object.fromEntries(Object.entries(rest).filter(([member]) => !['id', 'createdAt'].includes(member))),
  })
  // The very same wish again rings nobody a second time.
  expect((await asked({ maxPerTransfer: '101.00' })).id).toBe(requested.id)
  const request = await onPhone('101.00')
  expect(request.text).toMatch(/^You, in the bAInk portal ?, ask for a standing mandate/)
  expect(request.text).toMatch(
    /Agent Aiya .*At most at once 101\.00 USD .*At most in all 200\.00 USD a week \(from Monday, UTC\) .*From Checking ••4321 .*To Savings ••8765 .*Until \d{4}-\d\d-\d\d \d\d:\d\d UTC .*payment\.amount_range/,
  )
  await live.phone.approve(request.id)
  await untilStatus(requested.id, 'active')
  await vi.waitUntil(async () => (await live.phone.page()).includes('data-state="done"'), { timeout: 10_000 })
  const [kept] = await live.bank.sql`
    SELECT m.signed_answer AS jws, m.device_key AS key, a.displayed_hash AS hash FROM mandates m JOIN approvals a ON a.id = m.id
    WHERE m.id = ${requested.id}`
  const { payload } = await compactVerify(kept?.jws, await importJWK(kept?.key, 'ES256'))
  const { displayed } = JSON.parse(new TextDecoder().decode(payload))
  expect(createHash('sha256').update(displayed).digest('base64url')).toBe(kept?.hash)
  const [detail] = JSON.parse(displayed).authorization_details
  expect(readConstraints(detail.constraints)).toEqual({
    maxPerTransferMinor: 10_100n,
    maxPerPeriodMinor: 20_000n,
    period: 'week',
    currency: 'USD',
    fromAccountId: accountOf(live.bank.alice, 'Checking').id,
    toAccountIds: [accountOf(live.bank.alice, 'Savings').id],
  })
  expect(detail.exp).toBe(Math.floor(Date.parse(validUntil) / 1000))
})

test('a no, a withdrawal and a yes that comes too late leave nothing in force', async () => {
  const denied = await asked({ maxPerTransfer: '102.00' })
  await live.phone.deny((await onPhone('102.00')).id)
  await untilStatus(denied.id, 'denied')
  const withdrawn = await asked({ maxPerTransfer: '103.00' })
  expect((await (await revoke(withdrawn.id)).json()).mandate).toMatchObject({ id: withdrawn.id, status: 'revoked' })
  const active = await asked({ maxPerTransfer: '104.00' })
  await live.phone.approve((await onPhone('104.00')).id)
  await untilStatus(active.id, 'active')
  await vi.waitUntil(async () => (await listOnPhone()).includes('104.00 USD'), { timeout: 20_000, interval: 50 })
  expect((await revoke(active.id)).status).toBe(200)
  expect((await revoke(active.id)).status).toBe(200)
  // The phone hears of it, and lists what is in force.
  await vi.waitUntil(async () => !(await listOnPhone()).includes('104.00 USD'), { timeout: 20_000, interval: 50 })
  expect((await list()).find(({ id }) => id === active.id)).toMatchObject({ status: 'revoked' })
  expect((await revoke(randomUUID())).status).toBe(404)
  signInAs(live.bank.bob.id, 'auth0|bob')
  expect((await revoke(active.id)).status).toBe(404)
  expect(await list()).toEqual([])
})

test('is revoked on the phone, at once and at the bank; not before the bank has said so, and by its customer alone', async () => {
  const { phone, app, tenant, bank } = live
  const { id } = await asked({ maxPerTransfer: '111.00' })
  await phone.approve((await onPhone('111.00')).id)
  await untilStatus(id, 'active')
  await vi.waitUntil(async () => (await listOnPhone()).includes('111.00 USD'), { timeout: 20_000, interval: 50 })
  const action = () => listOnPhone().then((page) => /111\.00[\s\S]*?action="([^"]+)"/.exec(page)?.[1] ?? '')
  const path = await action()
  const answerRoute = app.handler
  let token = ''

  // Another site's page, somebody else's phone, and a bank that does not answer.
  const foreign = { origin: 'http://localhost:3999', cookie: phone.cookie }
  expect((await fetch(new URL(path, tenant.issuer), { method: 'POST', headers: foreign })).status).toBe(403)
  const bobs = await phoneRobot(tenant.issuer, 'bob@example.com', PASSWORD)
  // To bob there is no such mandate, and the bank is told nothing.
  expect((await bobs.post(path)).headers.get('location')).toBe('/phone/mandates')
  // The page says what the device signed, and that is what is revoked, whatever the tenant's row says.
  await inDatabase(
    tenant,
    (sql) => sql`
      UPDATE tenant.approvals SET details = replace(replace(details::text, ${id}, ${randomUUID()}), '111.00', '1.00')::json
      WHERE identifier = ${id}`,
  )
  expect(await listOnPhone()).toContain('111.00 USD')
  app.handler = async () => null
  expect((await phone.post(path)).headers.get('location')).toBe('/phone/mandates?failed=yes')
  expect(await action()).toBe(path)
  expect((await list()).find((each) => each.id === id)).toMatchObject({ status: 'active' })

  app.handler = async (request) => {
    token = (await request.clone().json()).token
    return revokeByTenant(request)
  }
  expect((await phone.post(path)).headers.get('location')).toBe('/phone/mandates')
  expect((await list()).find((each) => each.id === id)).toMatchObject({ status: 'revoked' })
  expect(await listOnPhone()).not.toContain('111.00 USD')
  expect((await phone.post(path)).headers.get('location')).toBe('/phone/mandates')
  app.handler = answerRoute

  const send = (said: string) =>
    revokeByTenant(new Request(app.origin, { method: 'POST', headers, body: JSON.stringify({ token: said }) }))
  expect((await send(token)).status).toBe(204)
  const [head, , signature] = token.split('.')
  const other = Buffer.from(JSON.stringify({ ...decodeJwt(token), sub: 'auth0|bob' })).toString('base64url')
  // Not what the tenant signed; and what it signs for other ends.
  const key = await signingKeyOf(live)
  const signed = async (changes: object, typ = 'secevent+jwt') =>
    new SignJWT({ ...decodeJwt(token), ...changes })
      .setProtectedHeader({ alg: 'RS256', typ, kid: key.kid ?? '' })
      .sign(await importJWK(key as JWK, 'RS256'))
  expect((await send(await signed({}))).status).toBe(204)
  const [now, event] = [Math.floor(Date.now() / 1_000), 'urn:baink:mandate-revoked']
  const wrongs = [
    signed({}, 'JWT'),
    signed({}, 'logout+jwt'),
    signed({ aud: 'baink-shop' }),
    signed({ iat: now - 600 }),
    signed({ events: {} }),
    signed({ events: { [event]: { mandate: id }, other: {} } }),
    signed({ iss: 'http://localhost:1/' }),
  ]
  for (const wrong of [`${head}.${other}.${signature}`, 'x', ...(await Promise.all(wrongs))])
    expect((await send(wrong)).status).toBe(401)
  const [audited] =
    await bank.sql`SELECT count(*)::int AS n FROM audit_events WHERE approval_id = ${id} AND kind = 'mandate.revoked'`
  expect(audited?.n).toBe(1)
})

test('the process that asked may die: another one lets it begin', async () => {
  const wish = parseMandateWish(mandateBody(live.bank.alice, { maxPerTransfer: '105.00' }))
  const { id } = await openMandate(live.bank.alice.id, wish, AIYA_AGENT)
  await askThenDie(live, await getPhoneRequest(live.bank.alice.id, id))
  await live.phone.approve((await onPhone('105.00')).id)
  await untilStatus(id, 'active')
})

test('between the yes and its beginning nothing is in force, and what died there does not begin later', async () => {
  const { alice, sql } = live.bank
  const wish = parseMandateWish(mandateBody(alice, { maxPerTransfer: '112.00' }))
  const { id } = await openMandate(alice.id, wish, AIYA_AGENT)
  for (const status of ['pending', 'approved']) await sql`UPDATE approvals SET status = ${status} WHERE id = ${id}`
  const order = { fromAccountId: accountOf(alice, 'Checking').id, toAccountId: accountOf(alice, 'Savings').id }
  const covered = () => sql`
    SELECT take_mandate(p_customer => ${alice.id}, p_agent => 'aiya', p_debtor => ${order.fromAccountId},
      p_creditor => ${order.toAccountId}, p_amount => 11150, p_currency => 'USD', p_transfer => ${randomUUID()})`
  await expect(covered()).rejects.toThrow('approval_required')
  // As whoever takes over ends it: the token was lost with the process (lib/auth0/ai/resume.ts).
  await moveApproval(id, 'failed', { reason: 'token_lost' })
  const { details } = (await getPhoneRequest(alice.id, id)) as { details: StandingMandate }
  await expect(beginMandate(alice.id, details, {}, null)).rejects.toThrow('approval_mismatch')
  expect((await list()).find((each) => each.id === id)).toMatchObject({ status: 'ended' })
  await expect(covered()).rejects.toThrow('approval_required')
})

test('what is signed must be what will be kept: another limit or an unknown constraint, and nothing begins', async () => {
  for (const [change, amount] of [
    ['max_per_period_minor = max_per_period_minor + 1', '106.00'],
    ['creditor_account_ids = array_append(creditor_account_ids, gen_random_uuid())', '107.00'],
    ["agent = 'another'", '108.00'],
    ["valid_until = valid_until + interval '1 day'", '109.00'],
  ]) {
    const { id } = await asked({ maxPerTransfer: amount })
    await live.bank.sql.unsafe(`UPDATE mandates SET ${change} WHERE id = '${id}'`)
    await live.phone.approve((await onPhone(`${amount}`)).id)
    await untilStatus(id, 'ended')
  }
  // Nor does anything begin where the words that the phone showed in large letters say less than the constraints.
  const wish = parseMandateWish(mandateBody(live.bank.alice, { maxPerTransfer: '113.00' }))
  const { id } = await openMandate(live.bank.alice.id, wish, AIYA_AGENT)
  const say = (once: string) => live.bank.sql`
    UPDATE approvals SET details = jsonb_set(details, '{atMostAtOnce}', to_jsonb(${once}::text)) WHERE id = ${id}`
  await say('1.00 USD')
  await askThenDie(live, await getPhoneRequest(live.bank.alice.id, id))
  await live.phone.approve((await onPhone('113.00')).id)
  await untilStatus(id, 'ended')
  await say('113.00 USD')
})

test('each bad member is named, and each rule of the bank refuses before the phone is asked', async () => {
  const checking = accountOf(live.bank.alice, 'Checking').id
  const bobs = accountOf(live.bank.bob, 'Savings').id
  const invalid = (member: string) => ({ status: 400, code: 'invalid_request', member })
  expect(await refused({ maxPerTransfer: '10' })).toEqual(invalid('maxPerTransfer'))
  expect(await refused({ maxPerTransfer: '200.01' })).toEqual(invalid('maxPerTransfer'))
  expect(await refused({ maxPerPeriod: '0.00' })).toEqual(invalid('maxPerPeriod'))
  expect(await refused({ period: 'year' })).toEqual(invalid('period'))
  expect(await refused({ validUntil: new Date().toISOString() })).toEqual(invalid('validUntil'))
  expect(await refused({ validUntil: '2999-01-01' })).toEqual(invalid('validUntil'))
  expect(await refused({ toAccountIds: [] })).toEqual(invalid('toAccountIds'))
  // Names that the bank keeps for itself, and businesses, which pay for orders alone.
  for (const agent of ['nobody', 'portal', 'baink-shop', 'baink-app', 'Aiya'])
    expect(await refused({ agent })).toEqual(invalid('agent'))
  expect(await refused({ note: 'x' })).toMatchObject({ status: 400, code: 'invalid_request' })
  expect(await refused({ toAccountIds: [bobs] })).toMatchObject({ status: 404, code: 'account_not_found' })
  expect(await refused({ fromAccountId: bobs })).toMatchObject({ status: 404, code: 'account_not_found' })
  // One account is one account, however its id is spelt.
  for (const same of [checking, checking.toUpperCase()])
    expect(await refused({ fromAccountId: checking, toAccountIds: [same] })).toMatchObject({ code: 'same_account' })
  const savings = accountOf(live.bank.alice, 'Savings').id
  expect(await refused({ toAccountIds: [savings, savings.toUpperCase()] })).toEqual(invalid('toAccountIds'))
  expect(await refused({ currency: 'EUR' })).toMatchObject({ code: 'currency_mismatch' })
  const frozen = accountOf(live.bank.alice, 'Holiday Fund').id
  expect(await refused({ toAccountIds: [frozen] })).toMatchObject({ code: 'account_not_active' })
  expect(await live.phone.pending()).toEqual([])
})
