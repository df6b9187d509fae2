import { createHash } from 'node:crypto'
import { calculateJwkThumbprint, createRemoteJWKSet, jwtVerify } from 'jose'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type PhoneRobot, phoneRobot } from '../support/phone/phone'
import { ALICE, PASSWORD, SIGN_IN_CLIENT, startTestTenant, type TestTenant } from '../support/tenant/tenant'
import { askFor, poll, postForm, transferDetail } from './ciba'

let tenant: TestTenant
let alice: PhoneRobot
let bob: PhoneRobot

beforeAll(async () => {
  tenant = await startTestTenant()
  alice = await phoneRobot(tenant.issuer, 'alice@example.com', PASSWORD)
  bob = await phoneRobot(tenant.issuer, 'bob@example.com', PASSWORD)
})
afterAll(() => tenant.stop())

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

describe('polling', () => {
  it('is pending at first, and told to slow down when it comes too soon', async () => {
    const id = await askFor(tenant)
    expect((await poll(tenant, id)).body.error).toBe('authorization_pending')
    const hasty = await poll(tenant, id)
    expect(hasty.status).toBe(400)
    expect(hasty.body.error).toBe('slow_down')
    expect(hasty.headers.get('retry-after')).toBe('1')
    await pause(1_050)
    expect((await poll(tenant, id)).body.error).toBe('authorization_pending')
  })

  it('ends in a token with exactly the claims that an agent’s token has', async () => {
    const detail = transferDetail({ remittanceInformationUnstructured: 'for the claims' })
    const id = await askFor(tenant, { authorization_details: JSON.stringify([detail]) })
    const request = await alice.waitForRequest('for the claims')
    expect(await alice.approve(request.id)).toEqual({ status: 200, code: 'approved' })

    const { status, body } = await poll(tenant, id)
    expect(status).toBe(200)
    expect(body).not.toHaveProperty('refresh_token')
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 300, authorization_details: [detail] })
    expect(body.scope).toBe('openid create:transfer')
    const headers = { authorization: `Bearer ${body.access_token}` }
    const told = await fetch(new URL('userinfo', tenant.issuer), { headers })
    expect([told.status, await told.json()]).toEqual([200, { sub: ALICE }])
    const form = new URLSearchParams({ access_token: String(body.access_token) })
    expect(await postForm(tenant, 'userinfo', form)).toMatchObject({ status: 200, body: { sub: ALICE } })
    headers.authorization = headers.authorization.slice(0, -6)
    expect((await fetch(new URL('userinfo', tenant.issuer), { headers })).status).toBe(401)

    const jwks = createRemoteJWKSet(new URL('.well-known/jwks.json', tenant.issuer))
    const { payload, protectedHeader } = await jwtVerify(String(body.access_token), jwks, { algorithms: ['RS256'] })
    expect(protectedHeader).toMatchObject({ alg: 'RS256', typ: 'JWT', kid: expect.any(String) })
    expect(payload).toEqual({
      iss: tenant.issuer,
      sub: ALICE,
      aud: [tenant.config.agentAudience, `${tenant.issuer}userinfo`],
      azp: 'bank-app',
      scope: 'openid create:transfer',
      iat: expect.any(Number),
      exp: (payload.iat ?? 0) + 300,
      jti: expect.any(String),
      authorization_details: [detail],
      binding_message: 'Transfer 25.00 USD from Checking 4321 to Savings 8765',
      displayed_hash: createHash('sha256').update(request.displayed).digest('base64url'),
      device: { id: alice.device.id, name: 'Robot', jkt: await calculateJwkThumbprint(alice.device.publicJwk) },
      amr: ['swk'],
    })
  })

  it('yields one token only: the next poll gets invalid_grant', async () => {
    const id = await askFor(tenant)
    const request = await alice.waitForRequest()
    for (const { id: waiting } of await alice.pending()) await alice.approve(waiting)
    expect(request.id).toBeTruthy()
    expect((await poll(tenant, id)).status).toBe(200)
    expect((await poll(tenant, id)).body.error).toBe('invalid_grant')
    expect((await poll(tenant, id)).body.error).toBe('invalid_grant')
  })

  it('yields exactly one token to two polls at once, twenty times over', async () => {
    for (let round = 0; round < 20; round += 1) {
      const id = await askFor(tenant, {
        authorization_details: JSON.stringify([
          transferDetail({ remittanceInformationUnstructured: `round ${round}.` }),
        ]),
      })
      await alice.approve((await alice.waitForRequest(`round ${round}.`)).id)
      const answers = await Promise.all([poll(tenant, id), poll(tenant, id)])
      const tokens = answers.filter(({ body }) => body.access_token !== undefined)
      expect(tokens, JSON.stringify(answers.map(({ body }) => body.error_description))).toHaveLength(1)
    }
  })

  it('takes nothing away from a poll that is minting the token at this moment', async () => {
    const id = await askFor(tenant, { binding_message: 'half-way' })
    await alice.approve((await alice.waitForRequest('half-way')).id)
    const sql = postgres(tenant.config.databaseUrl, { max: 1 })
    // Where the first of two polls stands once it has consumed the request and not yet read the grant.
    await sql`UPDATE tenant.records SET consumed_at = now() WHERE id = ${id}`
    const grants = () => sql`SELECT count(*)::int AS n FROM tenant.records WHERE model = 'Grant'`
    const before = await grants()
    expect((await poll(tenant, id)).body.error).toBe('invalid_grant')
    expect(await grants()).toEqual(before)
    await sql.end()
  })

  it('hears of a denial, with words', async () => {
    const id = await askFor(tenant)
    const [request] = await alice.pending()
    expect(await alice.deny(request?.id ?? '')).toEqual({ status: 200, code: 'denied' })
    const { status, body } = await poll(tenant, id)
    expect(status).toBe(400)
    expect(body).toEqual({ error: 'access_denied', error_description: 'the customer denied the request' })
  })

  it('hears when nobody answered in time', async () => {
    const id = await askFor(tenant, { requested_expiry: '1' })
    const [request] = await alice.pending()
    await pause(1_300)
    expect((await poll(tenant, id)).body.error).toBe('expired_token')
    expect(await alice.approve(request?.id ?? '')).toEqual({ status: 410, code: 'expired' })
    expect((await poll(tenant, id)).body.error).toBe('expired_token')
  })

  it('takes no details from the poll and nobody else’s id', async () => {
    const id = await askFor(tenant)
    const [request] = await alice.pending()
    await alice.approve(request?.id ?? '')
    const other = { client_id: SIGN_IN_CLIENT.id, client_secret: SIGN_IN_CLIENT.secret }
    expect((await poll(tenant, id, other)).status).toBe(400)
    expect((await poll(tenant, 'nothing\0')).body.error).toBe('invalid_grant')
    const swapped = await poll(tenant, id, { authorization_details: JSON.stringify([transferDetail()]) })
    expect(swapped.body).not.toHaveProperty('access_token')
  })
})

describe('an answer', () => {
  it('is given once: the other one is refused, and so is the same one again', async () => {
    for (const [first, second] of [
      ['approve', 'deny'],
      ['deny', 'approve'],
      ['approve', 'approve'],
    ] as const) {
      const id = await askFor(tenant)
      const [request] = await alice.pending()
      expect((await alice[first](request?.id ?? '')).status).toBe(200)
      expect(await alice[second](request?.id ?? '')).toEqual({ status: 409, code: 'answered' })
      const { body } = await poll(tenant, id)
      expect('access_token' in body).toBe(first === 'approve')
    }
  })

  it('counts once of ten that are given at the same time', async () => {
    await askFor(tenant)
    const [request] = await alice.pending()
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, turn) =>
        turn % 2 ? alice.approve(request?.id ?? '') : alice.deny(request?.id ?? ''),
      ),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(9)
  })

  it('is the customer’s own: another neither sees the request nor can answer it', async () => {
    const id = await askFor(tenant)
    const [request] = await alice.pending()
    expect(await bob.pending()).toEqual([])
    expect(await bob.approve(request?.id ?? '')).toEqual({ status: 404, code: 'unknown' })
    expect((await poll(tenant, id)).body.error).toBe('authorization_pending')
    expect((await alice.deny(request?.id ?? '')).status).toBe(200)
    expect(await bob.page()).not.toContain('Alice Example')
  })

  it('to nothing at all is refused', async () => {
    expect((await alice.approve('00000000-0000-4000-8000-000000000000')).code).toBe('unknown')
    expect((await alice.approve('no-id')).code).toBe('unknown')
  })
})
