import { createRemoteJWKSet, jwtVerify } from 'jose'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type PhoneRobot, phoneRobot } from '../support/phone'
import { ALICE, PASSWORD, SIGN_IN_CLIENT, startTestTenant, type TestTenant } from '../support/tenant'
import { ask, askFor, loginHint, poll, transferDetail } from './ciba'

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

describe('what /bc-authorize refuses', () => {
  const detail = transferDetail()
  const details = (changes: Record<string, unknown>) => JSON.stringify([{ ...detail, ...changes }])
  const cases: [string, Record<string, string | undefined>, string][] = [
    ['no binding message', { binding_message: undefined }, 'invalid_binding_message'],
    ['an empty binding message', { binding_message: '' }, 'invalid_binding_message'],
    ['a binding message of spaces', { binding_message: '   ' }, 'invalid_binding_message'],
    ['a binding message of 65 characters', { binding_message: 'x'.repeat(65) }, 'invalid_binding_message'],
    ['a dollar sign in the binding message', { binding_message: 'Send $25' }, 'invalid_binding_message'],
    ['a line break in the binding message', { binding_message: 'Send\n25' }, 'invalid_binding_message'],
    ['an unknown scope', { scope: 'openid create:transfer delete:everything' }, 'invalid_scope'],
    ['a longer scope that holds the right one', { scope: 'openid precreate:transfer' }, 'invalid_scope'],
    ['no scope of the API', { scope: 'openid' }, 'invalid_scope'],
    ['offline access', { scope: 'openid create:transfer offline_access' }, 'invalid_scope'],
    ['no audience', { audience: undefined }, 'invalid_target'],
    ['an empty audience', { audience: '' }, 'invalid_target'],
    ['an unknown audience', { audience: 'https://elsewhere.example/api' }, 'invalid_target'],
    ['an audience that is no address', { audience: 'transfers' }, 'invalid_target'],
    ['a second API beside the audience', { resource: 'https://elsewhere.example/api' }, 'invalid_target'],
    ['no details', { authorization_details: undefined }, 'invalid_authorization_details'],
    ['details that are no JSON', { authorization_details: '{' }, 'invalid_authorization_details'],
    ['no detail in the list', { authorization_details: '[]' }, 'invalid_authorization_details'],
    ['one detail without a list', { authorization_details: JSON.stringify(detail) }, 'invalid_authorization_details'],
    ['two details', { authorization_details: JSON.stringify([detail, detail]) }, 'invalid_authorization_details'],
    [
      'another type',
      { authorization_details: details({ type: 'account_information' }) },
      'invalid_authorization_details',
    ],
    ['an unknown member', { authorization_details: details({ fee: '0.00' }) }, 'invalid_authorization_details'],
    [
      'an identifier that is no UUID',
      { authorization_details: details({ identifier: '7' }) },
      'invalid_authorization_details',
    ],
    [
      'an account id that is no UUID',
      { authorization_details: details({ debtorAccount: { id: '1', name: 'a', mask: '1' } }) },
      'invalid_authorization_details',
    ],
    [
      'an account without a name',
      { authorization_details: details({ creditorAccount: { id: detail.identifier, mask: '1' } }) },
      'invalid_authorization_details',
    ],
    [
      'an amount that is a number',
      { authorization_details: details({ instructedAmount: { currency: 'USD', amount: 25 } }) },
      'invalid_authorization_details',
    ],
    [
      'a negative amount',
      { authorization_details: details({ instructedAmount: { currency: 'USD', amount: '-25.00' } }) },
      'invalid_authorization_details',
    ],
    [
      'nothing as the amount',
      { authorization_details: details({ instructedAmount: { currency: 'USD', amount: '0.00' } }) },
      'invalid_authorization_details',
    ],
    [
      'an amount in exponents',
      { authorization_details: details({ instructedAmount: { currency: 'USD', amount: '1e3' } }) },
      'invalid_authorization_details',
    ],
    [
      'too few decimals',
      { authorization_details: details({ instructedAmount: { currency: 'USD', amount: '25.0' } }) },
      'invalid_authorization_details',
    ],
    [
      'decimals of a currency without',
      { authorization_details: details({ instructedAmount: { currency: 'JPY', amount: '25.00' } }) },
      'invalid_authorization_details',
    ],
    [
      'a currency that is none',
      { authorization_details: details({ instructedAmount: { currency: 'ABC', amount: '25.00' } }) },
      'invalid_authorization_details',
    ],
    [
      'a long memo',
      { authorization_details: details({ remittanceInformationUnstructured: 'x'.repeat(141) }) },
      'invalid_authorization_details',
    ],
    [
      'a long payee',
      { authorization_details: details({ creditorName: 'x'.repeat(141) }) },
      'invalid_authorization_details',
    ],
    ['no payee', { authorization_details: details({ creditorName: undefined }) }, 'invalid_authorization_details'],
    ['an expiry of nothing', { requested_expiry: '0' }, 'invalid_request'],
    ['an expiry of 301 seconds', { requested_expiry: '301' }, 'invalid_request'],
    ['an expiry that is no number', { requested_expiry: 'soon' }, 'invalid_request'],
    ['a login hint that is no JSON', { login_hint: 'alice@example.com' }, 'unknown_user_id'],
    [
      'a login hint of another format',
      { login_hint: '{"format":"email","email":"alice@example.com"}' },
      'unknown_user_id',
    ],
    [
      'a login hint of another issuer',
      { login_hint: '{"format":"iss_sub","iss":"https://evil.example/","sub":"auth0|alice"}' },
      'unknown_user_id',
    ],
    ['a login hint token', { login_hint: undefined, login_hint_token: 'x' }, 'unknown_user_id'],
    ['a wrong secret', { client_secret: 'not-the-secret' }, 'invalid_client'],
    ['an unknown client', { client_id: 'nobody' }, 'invalid_client'],
    [
      'a client that may not ask',
      { client_id: SIGN_IN_CLIENT.id, client_secret: SIGN_IN_CLIENT.secret },
      'unauthorized_client',
    ],
  ]

  it.each(cases)('%s', async (_name, changes, error) => {
    const answer = await ask(tenant, changes)
    expect(answer.body.error).toBe(error)
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.status).toBeLessThan(500)
  })

  it('a customer who does not exist', async () => {
    const answer = await ask(tenant, { login_hint: loginHint(tenant, 'auth0|nobody') })
    expect(answer.body.error).toBe('unknown_user_id')
  })

  it('has put none of these on the phone', async () => {
    expect(await alice.pending()).toEqual([])
  })
})

describe('what /bc-authorize accepts', () => {
  it('answers with an id, the expiry that was asked for and the interval', async () => {
    const { status, body } = await ask(tenant, { requested_expiry: '42' })
    expect(status).toBe(200)
    expect(body).toEqual({ auth_req_id: expect.any(String), expires_in: 42, interval: 1 })
  })

  it('takes a message of 64 characters with all the signs that Auth0 takes', async () => {
    const { status } = await ask(tenant, { binding_message: 'aZ0 +-_.,:#'.padEnd(64, 'x') })
    expect(status).toBe(200)
  })

  it('takes a memo of 140 emoji, none at all, and the plain-http issuer in the hint', async () => {
    for (const memo of ['🎁'.repeat(140), undefined]) {
      const detail = transferDetail({ remittanceInformationUnstructured: memo })
      const hint = JSON.stringify({ format: 'iss_sub', iss: tenant.issuer, sub: ALICE })
      const { status } = await ask(tenant, { authorization_details: JSON.stringify([detail]), login_hint: hint })
      expect(status).toBe(200)
    }
  })
})

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

  it('ends in a token with exactly the claims of the contract', async () => {
    const detail = transferDetail({ remittanceInformationUnstructured: 'for the claims' })
    const id = await askFor(tenant, { authorization_details: JSON.stringify([detail]) })
    const request = await alice.waitForRequest('for the claims')
    expect(await alice.approve(request.id)).toEqual({ status: 200, code: 'approved' })

    const { status, body } = await poll(tenant, id)
    expect(status).toBe(200)
    expect(body).not.toHaveProperty('refresh_token')
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 300, authorization_details: [detail] })

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

it('stops an agent that floods the phone', async () => {
  const answers = []
  for (let turn = 0; turn < 51; turn += 1)
    answers.push(await ask(tenant, { login_hint: loginHint(tenant, 'auth0|bob') }))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(50)
  expect(answers.at(-1)?.body.error).toBe('too_many_requests')
})
