import { createHash } from 'node:crypto'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type PhoneRobot, phoneRobot } from '../support/phone/phone'
import {
  ALICE,
  APP_CLIENT,
  BROKERAGE,
  OWN_AGENT,
  PASSWORD,
  SHOP,
  SIGN_IN_CLIENT,
  startTestTenant,
  type TestTenant,
} from '../support/tenant/tenant'
import { Browser } from './browser'
import { ask, askFor, poll } from './ciba'
import { orderForm, purchase, sale, shares } from './orders'

// What the phone is asked about at a business, and the token that a yes brings: an order with its payment.

let tenant: TestTenant
let alice: PhoneRobot
beforeAll(async () => {
  tenant = await startTestTenant({ clients: [APP_CLIENT, SIGN_IN_CLIENT, OWN_AGENT, SHOP, BROKERAGE] })
  alice = await phoneRobot(tenant.issuer, 'alice@example.com', PASSWORD)
})
afterAll(() => tenant.stop())

const atShop = (details: object[], changes: object = {}) => ({
  ...orderForm(details, 'product:buy', SHOP.business.audience),
  ...changes,
})
const atBrokerage = (details: object[], changes: object = {}) => ({
  ...orderForm(details, 'stock:trade', BROKERAGE.business.audience),
  ...changes,
})

describe('a yes to an order', () => {
  it.each([
    ['a purchase', atShop, purchase(), SHOP, 'product:buy'],
    ['shares', atBrokerage, shares(), BROKERAGE, 'stock:trade'],
    ['a sale', atBrokerage, sale(), BROKERAGE, 'stock:trade'],
  ])(
    'gives a token for that business alone, with the details in their order: %s',
    async (_, form, details, to, scope) => {
      const id = await askFor(tenant, form(details))
      const request = await alice.waitForRequest('Order 4711')
      await alice.approve(request.id)
      const { body } = await poll(tenant, id)
      expect(body).toMatchObject({
        scope: `openid ${scope}`,
        authorization_details: JSON.parse(JSON.stringify(details)),
      })
      const claims = decodeJwt(String(body.access_token))
      expect(claims).toMatchObject({
        aud: [to.business.audience, `${tenant.issuer}userinfo`],
        azp: APP_CLIENT.id,
        sub: ALICE,
        scope: `openid ${scope}`,
        authorization_details: JSON.parse(JSON.stringify(details)),
        binding_message: 'Order 4711 at a business',
        // Over all details, as the phone showed them.
        displayed_hash: createHash('sha256').update(request.displayed).digest('base64url'),
      })
      expect(JSON.parse(request.displayed).authorization_details).toEqual(JSON.parse(JSON.stringify(details)))
    },
  )

  it('shows the customer product, quantity, unit price, total and merchant, and the payment below', async () => {
    const id = await askFor(tenant, atShop(purchase()))
    const { id: request, text } = await alice.waitForRequest('asks to buy')
    expect(text).toMatch(
      /Total 129\.00 USD Product Running shoes Quantity 2 Unit price 64\.50 USD Merchant bAInk Shop .*Paid by this transfer Amount 129\.00 USD From Checking .* To bAInk Shop .* Payee bAInk Shop/,
    )
    expect(text).toContain('First transfer to this account')
    await alice.deny(request)
    expect((await poll(tenant, id)).body.error).toBe('access_denied')
    await askFor(tenant, atBrokerage(sale()))
    const sold = await alice.waitForRequest('asks to sell shares')
    expect(sold.text).toMatch(/Ticker ZEKO Side sell Quantity 10 At least, for each 4\.80 USD/)
    await alice.deny(sold.id)
  })
})

describe('an order is refused before any phone is asked', () => {
  const otherId = '0198f0c4-7d1e-7c43-9b1f-2f6c1d5a9e10'
  it.each<[string, Record<string, string>, string]>([
    ['at the bank', atShop(purchase(), { audience: 'http://localhost:3999/api/agent/transfers' }), 'invalid_scope'],
    ['of shares at the shop', atShop(shares()), 'invalid_authorization_details'],
    ['of goods at the brokerage', atBrokerage(purchase()), 'invalid_authorization_details'],
    ['by the payment alone', atShop(purchase().slice(1)), 'invalid_authorization_details'],
    ['without its payment', atShop(purchase().slice(0, 1)), 'invalid_authorization_details'],
    [
      'under two identifiers',
      atShop(purchase(undefined, {}, { identifier: otherId })),
      'invalid_authorization_details',
    ],
    ['for less than is paid', atShop(purchase(undefined, { qty: 1, total: '64.50' })), 'invalid_authorization_details'],
    ['beyond its limit', atBrokerage(shares(undefined, { limitPrice: '4.70' })), 'invalid_authorization_details'],
    ['with another scope', atBrokerage(shares(), { scope: 'openid portfolio:read' }), 'invalid_scope'],
    [
      'with a scope to read as well',
      atBrokerage(shares(), { scope: 'openid stock:trade portfolio:read' }),
      'invalid_scope',
    ],
    ['with the bank’s scope', atShop(purchase(), { scope: 'openid create:transfer' }), 'invalid_scope'],
    [
      'by a business itself',
      atShop(purchase(), { client_id: SHOP.id, client_secret: SHOP.secret }),
      'unauthorized_client',
    ],
    [
      'at a shop that there is not',
      atShop(purchase(), { audience: 'http://localhost:1/api/orders' }),
      'invalid_target',
    ],
  ])('%s', async (_, form, error) => {
    expect((await ask(tenant, form)).body.error).toBe(error)
    expect(await alice.pending()).toEqual([])
  })
})

describe('a sign-in', () => {
  const errorOf = async (parameters: Record<string, string>) => {
    const url = new URL('authorize', tenant.issuer)
    url.search = new URLSearchParams({
      response_type: 'code',
      code_challenge: 'a'.repeat(43),
      code_challenge_method: 'S256',
      ...parameters,
    }).toString()
    const response = await new Browser().open(url)
    return new URL(response.headers.get('location') ?? '', tenant.issuer).searchParams.get('error')
  }
  const app = {
    client_id: APP_CLIENT.id,
    redirect_uri: APP_CLIENT.redirectUris[0] ?? '',
    scope: 'openid profile email portfolio:read',
  }

  it('of the bank’s own client may read a portfolio, and is given nothing that buys', async () => {
    expect(await errorOf({ ...app, audience: BROKERAGE.business.audience })).toBeNull()
    expect(await errorOf({ ...app, audience: SHOP.business.audience })).toBe('invalid_target')
    const other = { client_id: SIGN_IN_CLIENT.id, redirect_uri: SIGN_IN_CLIENT.redirectUris[0] ?? '' }
    expect(await errorOf({ ...app, ...other, audience: BROKERAGE.business.audience })).toBe('invalid_target')
  })
})
