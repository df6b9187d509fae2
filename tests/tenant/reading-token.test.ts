import { decodeJwt, importJWK, type JWK, type JWTPayload, SignJWT } from 'jose'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  ALICE,
  APP_CLIENT,
  BROKERAGE,
  OWN_AGENT,
  PASSWORD,
  SHOP,
  startTestTenant,
  type TestTenant,
} from '../support/tenant/tenant'
import { connect } from './agents'
import { authorizationRequest, Browser, redeemCode, refresh, signIn } from './browser'
import { type OAuthAnswer, postForm, transferDetail } from './ciba'

// The bank exchanges the ID token of a customer's sign-in for a token that reads at the brokerage, while they are signed in, and
// the token of an agent that they have let in to see their shares, while it has access.

const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token'
const ID_TOKEN = 'urn:ietf:params:oauth:token-type:id_token'

// Its ID tokens name the session, so that a log-out finds it.
const app = { ...APP_CLIENT, backchannelLogoutUri: 'http://localhost:3999/auth/backchannel-logout' }

let tenant: TestTenant
let sql: postgres.Sql
let key: JWK
let idToken: string
const browser = new Browser()
beforeAll(async () => {
  tenant = await startTestTenant({ clients: [app, SHOP, BROKERAGE, OWN_AGENT] })
  sql = postgres(tenant.config.databaseUrl, { max: 2, onnotice: () => {} })
  const secrets = sql<{ value: { keys: JWK[] } }[]>`SELECT value FROM tenant.secrets WHERE value::text LIKE '%"keys"%'`
  key = (await secrets)[0]?.value.keys[0] ?? {}
  const attempt = authorizationRequest(tenant)
  const callback = await signIn(browser, attempt, 'alice@example.com', PASSWORD)
  idToken = String((await redeemCode(tenant, callback, attempt.verifier)).body.id_token)
})
afterAll(async () => {
  await sql.end()
  await tenant.stop()
})

function exchange(changes: Record<string, string | undefined> = {}): Promise<OAuthAnswer> {
  const form: Record<string, string | undefined> = {
    grant_type: EXCHANGE,
    client_id: APP_CLIENT.id,
    client_secret: APP_CLIENT.secret,
    subject_token: idToken,
    subject_token_type: ID_TOKEN,
    audience: BROKERAGE.business.audience,
    scope: 'portfolio:read',
    ...changes,
  }
  const given = Object.entries(form).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return postForm(tenant, 'oauth/token', new URLSearchParams(given))
}

/** The ID token with changed claims, signed by the tenant's own key. */
const signed = async (changes: JWTPayload, header: object = {}) =>
  new SignJWT({ ...decodeJwt(idToken), ...changes })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: key.kid ?? '', ...header })
    .sign(await importJWK(key, 'RS256'))

it('gives a token that reads at the brokerage alone, for a minute, also to a sign-in of hours ago', async () => {
  const old = Math.floor(Date.now() / 1_000) - 5 * 3_600
  for (const token of [idToken, await signed({ iat: old, exp: old + 3_600 })]) {
    const { status, body } = await exchange({ subject_token: token })
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        access_token: expect.any(String),
        issued_token_type: ACCESS_TOKEN,
        token_type: 'Bearer',
        expires_in: 60,
        scope: 'portfolio:read',
      },
    })
    const claims = decodeJwt(String(body.access_token))
    expect(claims).toEqual({
      iss: tenant.issuer,
      sub: ALICE,
      aud: BROKERAGE.business.audience,
      azp: APP_CLIENT.id,
      scope: 'portfolio:read',
      jti: expect.any(String),
      iat: expect.any(Number),
      exp: expect.any(Number),
      act: { sub: APP_CLIENT.id, sub_profile: 'service' },
    })
    expect(Number(claims.exp) - Number(claims.iat)).toBe(60)
  }
})

it('says in the answer of a sign-in for an API, and of its refreshes, what token and /userinfo say', async () => {
  const look = async ({ body }: OAuthAnswer) => {
    const headers = { authorization: `Bearer ${body.access_token}` }
    const { scope, aud } = decodeJwt(String(body.access_token))
    const info = await (await fetch(new URL('userinfo', tenant.issuer), { headers })).json()
    return { said: body.scope, scope, aud, info }
  }
  const { audience } = BROKERAGE.business
  const aud = [audience, `${tenant.issuer}userinfo`]
  for (const scope of ['openid email portfolio:read', 'openid email']) {
    const attempt = authorizationRequest(tenant, { audience, scope })
    const back = new URL((await browser.open(attempt.url)).headers.get('location') ?? '')
    const tokens = await redeemCode(tenant, back, attempt.verifier)
    const info = { sub: ALICE, email: 'alice@example.com', email_verified: true }
    expect(await look(tokens)).toEqual({ said: scope, scope, aud, info })
    const narrow = await refresh(tenant, tokens.body.refresh_token, { scope: 'openid' })
    expect(await look(narrow)).toEqual({ said: 'openid', scope: 'openid', aud, info: { sub: ALICE } })
  }
})

it.each<[string, Record<string, string | undefined>, string]>([
  ['a token that trades', { scope: 'stock:trade' }, 'invalid_scope'],
  ['one that does both', { scope: 'portfolio:read stock:trade' }, 'invalid_scope'],
  ['one without a scope', { scope: undefined }, 'invalid_scope'],
  ['one for the shop', { audience: SHOP.business.audience, scope: 'product:buy' }, 'invalid_target'],
  ['one for the bank', { audience: 'https://bank.example/api', scope: 'create:transfer' }, 'invalid_target'],
  ['one to a business', { client_id: BROKERAGE.id, client_secret: BROKERAGE.secret }, 'invalid_target'],
  ['one with details', { authorization_details: JSON.stringify([transferDetail()]) }, 'invalid_authorization_details'],
  ['one for no token', { subject_token: 'a.b.c' }, 'invalid_grant'],
])('never gives %s', async (_, changes, error) => {
  expect((await exchange(changes)).body.error).toBe(error)
})

it.each<[string, JWTPayload, object]>([
  ['of another client', { aud: 'baink-cli' }, {}],
  ['that names no session', { sid: undefined }, {}],
  ['of another customer than the session’s', { sub: 'auth0|bob' }, {}],
  ['of another session', { sid: 'another' }, {}],
  ['of another issuer', { iss: 'http://localhost:1/' }, {}],
  ['that is a logout token', {}, { typ: 'logout+jwt' }],
])('takes no ID token %s', async (_, claims, header) => {
  expect((await exchange({ subject_token: await signed(claims, header) })).body.error).toBe('invalid_grant')
})

describe('an agent’s token for the bank', () => {
  let agents: string
  beforeAll(async () => {
    const scope = 'read:accounts portfolio:read'
    agents = (await connect(tenant, undefined, { scope })).access_token
  })
  const ofAgent = (token: string, changes = {}) =>
    exchange({ subject_token: token, subject_token_type: ACCESS_TOKEN, ...changes })
  const changed = async (changes: JWTPayload, header: object = {}) =>
    new SignJWT({ ...decodeJwt(agents), ...changes })
      .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: key.kid ?? '', ...header })
      .sign(await importJWK(key, 'RS256'))

  it('becomes one that reads there for a minute at most and names both, as long as it lives itself', async () => {
    const { body } = await ofAgent(agents)
    expect(decodeJwt(String(body.access_token))).toMatchObject({
      ...{ sub: ALICE, aud: BROKERAGE.business.audience, scope: 'portfolio:read', azp: APP_CLIENT.id },
      act: { sub: APP_CLIENT.id, act: { sub: 'baink-cli', sub_profile: 'ai_agent' } },
    })
    expect(body).toMatchObject({ expires_in: 60, scope: 'portfolio:read' })
    expect(body).not.toHaveProperty('refresh_token')
    const soon = Math.floor(Date.now() / 1_000) + 20
    expect((await ofAgent(await changed({ exp: soon }))).body.expires_in).toBeLessThanOrEqual(20)
  })

  it.each<[string, JWTPayload, object, string]>([
    ['that does not hold the scope', { scope: 'read:accounts xportfolio:read' }, {}, 'invalid_grant'],
    ['for another API', { aud: 'http://localhost:3999/api/agent/transfers' }, {}, 'invalid_grant'],
    ['for another API as well', { aud: ['http://localhost:3999/api/mcp', 'x'] }, {}, 'invalid_grant'],
    ['of another issuer', { iss: 'http://localhost:1/' }, {}, 'invalid_grant'],
    ['of another customer than the grant’s', { sub: 'auth0|bob' }, {}, 'invalid_grant'],
    ['of no grant', { grant_id: 'none' }, {}, 'invalid_grant'],
    ['that names no grant', { grant_id: undefined }, {}, 'invalid_grant'],
    ['that is over', { exp: 1_000 }, {}, 'invalid_grant'],
    ['that is no access token', {}, { typ: 'JWT' }, 'invalid_grant'],
  ])('becomes nothing %s', async (_, claims, header, error) => {
    expect((await ofAgent(await changed(claims, header))).body.error).toBe(error)
  })

  it('never becomes one that trades, and reads for the bank alone', async () => {
    expect((await ofAgent(agents, { scope: 'stock:trade' })).body.error).toBe('invalid_scope')
    const { id, secret } = BROKERAGE
    expect((await ofAgent(agents, { client_id: id, client_secret: secret })).body.error).toBe('invalid_target')
    const own = { client_id: OWN_AGENT.id, client_secret: OWN_AGENT.secret }
    expect((await ofAgent(agents, own)).body.error).toBe('unauthorized_client')
  })

  it('becomes nothing once the customer has taken the access back', async () => {
    await sql`DELETE FROM tenant.records WHERE model = 'Grant'`
    expect((await ofAgent(agents)).body.error).toBe('invalid_grant')
  })
})

it('ends with the sign-in', async () => {
  await sql`DELETE FROM tenant.records WHERE model = 'Session'`
  expect((await exchange()).body.error).toBe('invalid_grant')
})
