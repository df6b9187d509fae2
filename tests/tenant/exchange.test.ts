import { decodeJwt, importJWK, type JWK, type JWTPayload, SignJWT } from 'jose'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type PhoneRobot, phoneRobot } from '../support/phone/phone'
import {
  ALICE,
  APP_CLIENT,
  BROKERAGE,
  PASSWORD,
  SHOP,
  startTestTenant,
  type TestTenant,
} from '../support/tenant/tenant'
import { askFor, type OAuthAnswer, poll, postForm, transferDetail } from './ciba'
import { orderForm, purchase, sale } from './orders'

// A business exchanges its customer's token for one that pays at the bank (RFC 8693), and gets tokens for its own money.

const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token'

let tenant: TestTenant
let alice: PhoneRobot
let sql: postgres.Sql
let key: JWK
beforeAll(async () => {
  tenant = await startTestTenant({ clients: [APP_CLIENT, SHOP, BROKERAGE] })
  alice = await phoneRobot(tenant.issuer, 'alice@example.com', PASSWORD)
  sql = postgres(tenant.config.databaseUrl, { max: 2, onnotice: () => {} })
  const [row] = await sql<
    { value: { keys: JWK[] } }[]
  >`SELECT value FROM tenant.secrets WHERE value::text LIKE '%"keys"%'`
  key = row?.value.keys[0] ?? {}
})
afterAll(async () => {
  await sql.end()
  await tenant.stop()
})

/** A token that the customer has approved, with the document that the phone showed. */
async function approved(form: Record<string, string>): Promise<string> {
  const id = await askFor(tenant, form)
  const [request] = await alice.pending()
  await alice.approve(request?.id ?? '')
  return String((await poll(tenant, id)).body.access_token)
}

const bought = (details = purchase()) => approved(orderForm(details, 'product:buy', SHOP.business.audience))

/** A token as the tenant signs one for the shop, without details, with changed claims. */
async function signed(changes: JWTPayload = {}, header: object = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1_000)
  const aud = [SHOP.business.audience, `${tenant.issuer}userinfo`]
  const claims = {
    iss: tenant.issuer,
    sub: ALICE,
    aud,
    azp: APP_CLIENT.id,
    scope: 'openid product:buy',
    jti: crypto.randomUUID(),
    iat: now,
    exp: now + 300,
    ...changes,
  }
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: key.kid ?? '', ...header })
    .sign(await importJWK(key, 'RS256'))
}

function exchange(token: string, changes: Record<string, string | undefined> = {}): Promise<OAuthAnswer> {
  const form: Record<string, string | undefined> = {
    grant_type: EXCHANGE,
    client_id: SHOP.id,
    client_secret: SHOP.secret,
    subject_token: token,
    subject_token_type: ACCESS_TOKEN,
    audience: tenant.config.agentAudience,
    ...changes,
  }
  const given = Object.entries(form).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return postForm(tenant, 'oauth/token', new URLSearchParams(given))
}

describe('a business', () => {
  it('gets a token for the bank that names the payment alone, itself as the actor, and what the device signed', async () => {
    const details = purchase()
    const token = await bought(details)
    const { status, body } = await exchange(token)
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        access_token: expect.any(String),
        issued_token_type: ACCESS_TOKEN,
        token_type: 'Bearer',
        expires_in: 60,
        scope: 'create:transfer',
        authorization_details: [JSON.parse(JSON.stringify(details[1]))],
      },
    })
    const { displayed_hash, binding_message, device, amr, iat, jti } = decodeJwt(token)
    const claims = decodeJwt(String(body.access_token))
    expect(claims).toEqual({
      iss: tenant.issuer,
      sub: ALICE,
      aud: tenant.config.agentAudience,
      azp: SHOP.id,
      scope: 'create:transfer',
      jti: expect.any(String),
      iat: expect.any(Number),
      exp: expect.any(Number),
      act: { sub: SHOP.id, sub_profile: 'service' },
      authorization_details: [JSON.parse(JSON.stringify(details[1]))],
      ...{ displayed_hash, binding_message, device, amr, subject_issued_at: iat },
    })
    expect([displayed_hash, device, amr]).not.toContain(undefined)
    expect(Number(claims.exp) - Number(claims.iat)).toBe(60)
    expect(claims.jti).not.toBe(jti)
  })

  it('gets it once, however many ask at once', async () => {
    const token = await bought()
    const answers = await Promise.all(Array.from({ length: 10 }, () => exchange(token)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(new Set(answers.map(({ body }) => body.error))).toEqual(new Set([undefined, 'invalid_grant']))
    expect((await exchange(token)).body.error).toBe('invalid_grant')
  })

  it('gets one without a payment as often as it likes for a token that names nothing', async () => {
    const token = await signed()
    for (const _ of [1, 2]) {
      const { body } = await exchange(token)
      expect(decodeJwt(String(body.access_token))).not.toHaveProperty('authorization_details')
      expect(body).not.toHaveProperty('refresh_token')
    }
  })

  it('never outlives the token that it came with, and keeps the time of the first', async () => {
    const now = Math.floor(Date.now() / 1_000)
    const { body } = await exchange(await signed({ exp: now + 20, iat: now - 100, subject_issued_at: now - 200 }))
    const claims = decodeJwt(String(body.access_token))
    expect(Number(claims.exp)).toBeLessThanOrEqual(now + 21)
    expect(claims.subject_issued_at).toBe(now - 200)
  })

  it('is told of through at most five hands, the nearest outermost', async () => {
    const acting = (hands: number): object | undefined =>
      hands === 0 ? undefined : { sub: `hand-${hands}`, sub_profile: 'service', act: acting(hands - 1) }
    const { body } = await exchange(await signed({ act: acting(4) }))
    expect(decodeJwt(String(body.access_token)).act).toMatchObject({ sub: SHOP.id, act: { sub: 'hand-4' } })
    expect((await exchange(await signed({ act: acting(5) }))).body.error).toBe('invalid_grant')
  })
})

describe('an exchange is refused', () => {
  const other = { client_id: BROKERAGE.id, client_secret: BROKERAGE.secret }
  const now = Math.floor(Date.now() / 1_000)
  it.each<[string, JWTPayload, string]>([
    ['of another business’s token', { aud: [BROKERAGE.business.audience] }, 'invalid_grant'],
    ['of the bank’s own token', { aud: ['http://localhost:3999/api/agent/transfers'] }, 'invalid_grant'],
    ['of a token for others as well', { aud: [SHOP.business.audience, BROKERAGE.business.audience] }, 'invalid_grant'],
    ['of a token that is over', { iat: now - 400, exp: now - 1 }, 'invalid_grant'],
    ['of another issuer’s', { iss: 'http://localhost:1/' }, 'invalid_grant'],
    ['of nobody’s', { sub: 'auth0|nobody' }, 'invalid_grant'],
    ['of a business’s own', { sub: 'shop@clients' }, 'invalid_grant'],
    ['of a token to read with', { scope: 'openid portfolio:read' }, 'invalid_scope'],
    ['of a token that names no payment', { authorization_details: sale() }, 'invalid_grant'],
    ['of a token without an id', { jti: undefined }, 'invalid_grant'],
  ])('%s', async (_, claims, error) => {
    expect((await exchange(await signed(claims as JWTPayload))).body.error).toBe(error)
  })

  it.each<[string, Record<string, string | undefined>, string]>([
    ['for another API', { audience: BROKERAGE.business.audience }, 'invalid_target'],
    ['for no API', { audience: undefined }, 'invalid_target'],
    ['with another resource', { resource: 'http://localhost:3994/api/orders' }, 'invalid_request'],
    ['with a wider scope', { scope: 'create:transfer product:buy' }, 'invalid_scope'],
    ['with an actor of the caller’s choice', { actor_token: 'x' }, 'invalid_request'],
    ['of an ID token', { subject_token_type: 'urn:ietf:params:oauth:token-type:id_token' }, 'invalid_request'],
    [
      'for a refresh token',
      { requested_token_type: 'urn:ietf:params:oauth:token-type:refresh_token' },
      'invalid_request',
    ],
    ['without a token', { subject_token: undefined }, 'invalid_request'],
    ['of what is no token', { subject_token: 'a.b.c' }, 'invalid_grant'],
    [
      'with details of the caller’s choice',
      { authorization_details: JSON.stringify([transferDetail()]) },
      'invalid_authorization_details',
    ],
    ['by a wrong secret', { client_secret: 'wrong' }, 'invalid_client'],
    ['by a business that the token is not for', other, 'invalid_grant'],
    ['by the bank’s own client', { client_id: APP_CLIENT.id, client_secret: APP_CLIENT.secret }, 'invalid_target'],
  ])('%s', async (_, changes, error) => {
    const { status, body } = await exchange(await signed(), changes)
    expect([status < 500, body.error]).toEqual([true, error])
  })

  it('of a token that is for nobody but /userinfo', async () => {
    expect((await exchange(await signed({ aud: `${tenant.issuer}userinfo` }))).body.error).toBe('invalid_grant')
  })

  it('where another key signed the token', async () => {
    const token = await signed()
    expect((await exchange(`${token.slice(0, -8)}AAAAAAAA`)).body.error).toBe('invalid_grant')
  })
})

describe('a business’s own money', () => {
  const own = (changes: Record<string, string> = {}) =>
    postForm(
      tenant,
      'oauth/token',
      new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: BROKERAGE.id,
        client_secret: BROKERAGE.secret,
        audience: tenant.config.agentAudience,
        ...changes,
      }),
    )

  it('moves by a token that names one payment', async () => {
    const detail = transferDetail()
    const { body } = await own({ authorization_details: JSON.stringify([detail]) })
    expect(decodeJwt(String(body.access_token))).toMatchObject({
      sub: 'brokerage@clients',
      azp: 'brokerage',
      aud: tenant.config.agentAudience,
      scope: 'create:transfer',
      gty: 'client-credentials',
      authorization_details: [JSON.parse(JSON.stringify(detail))],
    })
    expect(decodeJwt(String((await own()).body.access_token))).not.toHaveProperty('authorization_details')
    const { access_token: older } = (await own({ subject_issued_at: '1700000000' })).body
    expect(decodeJwt(String(older)).subject_issued_at).toBe(1_700_000_000)
  })

  it.each<[string, Record<string, string>, string]>([
    [
      'two payments',
      { authorization_details: JSON.stringify([transferDetail(), transferDetail()]) },
      'invalid_authorization_details',
    ],
    ['a purchase', { authorization_details: JSON.stringify(purchase()) }, 'invalid_authorization_details'],
    ['its own API', { audience: BROKERAGE.business.audience }, 'invalid_target'],
    ['another scope', { scope: 'stock:trade' }, 'invalid_scope'],
    ['a time that is none', { subject_issued_at: 'yesterday' }, 'invalid_request'],
    ['a time to come', { subject_issued_at: '9999999999' }, 'invalid_request'],
    ['the bank’s own client', { client_id: APP_CLIENT.id, client_secret: APP_CLIENT.secret }, 'invalid_request'],
  ])('and by none for %s', async (_, changes, error) => {
    expect((await own(changes)).body.error).toBe(error)
  })
})
