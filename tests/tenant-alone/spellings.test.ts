import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type PhoneRobot, phoneRobot } from '../support/phone/phone'
import {
  AGENT,
  ALONE_PASSWORD,
  type AloneTenant,
  askAlone,
  hintFor,
  JOB,
  pollAlone,
  post,
  SHOP,
  STOCKS,
  startAlone,
} from '../support/tenant/alone'

let tenant: AloneTenant
let phone: PhoneRobot
beforeAll(async () => {
  tenant = await startAlone()
  phone = await phoneRobot(tenant.issuer, 'alice@example.com', ALONE_PASSWORD)
})
afterAll(() => tenant.stop())

const ask = (changes: Record<string, string>) => askAlone(tenant.issuer, changes)
const poll = (id: unknown) => pollAlone(tenant.issuer, id)
const details = (...list: object[]) => JSON.stringify(list)

describe('as Auth0 spells it', () => {
  it('takes JSON, with what is no text in it as it is', async () => {
    const order = { type: 'product_order', product: 'Lamp', total: '12.00' }
    const asked = await post(
      tenant.issuer,
      'bc-authorize',
      JSON.stringify({
        client_id: AGENT.id,
        client_secret: AGENT.secret,
        scope: 'product:buy',
        audience: SHOP,
        binding_message: 'A lamp by JSON',
        login_hint: hintFor(tenant.issuer),
        requested_expiry: 90,
        authorization_details: [order],
      }),
    )
    expect(asked).toMatchObject({ status: 200, body: { expires_in: 90, interval: 1 } })
    await phone.approve((await phone.waitForRequest('A lamp by JSON')).id)
    const form = { grant_type: 'urn:openid:params:grant-type:ciba', auth_req_id: asked.body.auth_req_id }
    const polled = await post(
      tenant.issuer,
      'oauth/token',
      JSON.stringify({ ...form, client_id: AGENT.id, client_secret: AGENT.secret }),
    )
    expect(polled.body.authorization_details).toEqual([order])
    // Details alone were asked with: `openid` is granted all the same.
    expect(decodeJwt(String(polled.body.access_token)).scope).toBe('openid product:buy')
  })

  it.each([
    ['requested_expiry', '259200', 259_200],
    ['request_expiry', '40', 40],
    ['requested_expiry', '', 300],
  ])('waits as long as %s=%s says', async (name, value, seconds) => {
    const asked = await ask({ [name]: value, login_hint: hintFor(tenant.issuer, 'auth0|bob') })
    expect(asked.body).toMatchObject({ expires_in: seconds })
  })

  it('says pending, slow_down with the wait, and that nobody answered as it says a no', async () => {
    const { body } = await ask({ requested_expiry: '2', login_hint: hintFor(tenant.issuer, 'auth0|bob') })
    expect(await poll(body.auth_req_id)).toMatchObject({ status: 400, body: { error: 'authorization_pending' } })
    const hasty = await poll(body.auth_req_id)
    expect(hasty).toMatchObject({ status: 400, body: { error: 'slow_down' } })
    expect(hasty.headers.get('retry-after')).toBe('1')
    await new Promise((resolve) => setTimeout(resolve, 2_100))
    expect(await poll(body.auth_req_id)).toMatchObject({ status: 400, body: { error: 'access_denied' } })
  })

  it('takes what the async samples send: all signs of a message, an empty audience, a scope without openid', async () => {
    const message = 'Buy 2 x ZEKO-1, at 12.50_USD: order #7 + fee'.padEnd(64, '.')
    const hint = hintFor(tenant.secure.replace(/:\d+\/$/, `:${new URL(tenant.issuer).port}/`))
    const asked = await ask({ binding_message: message, audience: '', scope: 'profile', login_hint: hint })
    expect(asked).toMatchObject({ status: 200, body: { expires_in: 300, interval: 1 } })
    await phone.deny((await phone.waitForRequest(message)).id)
  })

  it('is told by HTTP Basic who asks', async () => {
    const authorization = `Basic ${Buffer.from(`${JOB.id}:${JOB.secret}`).toString('base64')}`
    const form = { grant_type: 'client_credentials', audience: STOCKS, scope: 'stock:read' }
    const answer = await post(tenant.issuer, 'oauth/token', form, { authorization })
    expect(answer).toMatchObject({ status: 200, body: { scope: 'stock:read' } })
  })
})

describe('refuses', () => {
  it.each<[what: string, changes: Record<string, string>, error: string]>([
    ['an audience that no API has', { audience: 'nobody' }, 'access_denied'],
    ['more than three days', { requested_expiry: '259201' }, 'invalid_request'],
    ['a customer of another configuration', { login_hint: hintFor('http://localhost:1/') }, 'unknown_user_id'],
    [
      'a customer who is not there',
      { login_hint: '{"format":"iss_sub","iss":"x","sub":"auth0|carol"}' },
      'unknown_user_id',
    ],
    ['a message that Auth0 refuses', { binding_message: 'Pay $5' }, 'invalid_binding_message'],
    ['a letter that Auth0 refuses', { binding_message: 'Grüße' }, 'invalid_binding_message'],
    ['a message of 65 signs', { binding_message: 'x'.repeat(65) }, 'invalid_binding_message'],
    ['no message', { binding_message: '' }, 'invalid_binding_message'],
    ['no time to answer', { requested_expiry: '0' }, 'invalid_request'],
    ['a time that is no number', { requested_expiry: 'soon' }, 'invalid_request'],
    ['details of a type that nobody has registered', rar(SHOP, { type: 'other' }), 'invalid_authorization_details'],
    ['details of a type that another API has', rar(STOCKS, { type: 'product_order' }), 'invalid_authorization_details'],
    [
      'details for no API',
      { authorization_details: details({ type: 'product_order' }) },
      'invalid_authorization_details',
    ],
    ['details without a type', rar(SHOP, { total: '1' }), 'invalid_authorization_details'],
    [
      'more than a phone can show',
      rar(SHOP, { type: 'product_order', note: 'x'.repeat(6_001) }),
      'invalid_authorization_details',
    ],
    ['a wrong secret', { client_secret: 'guess' }, 'invalid_client'],
    ['a client that may not ask', { client_id: JOB.id, client_secret: JOB.secret }, 'unauthorized_client'],
  ])('%s', async (_what, changes, error) => {
    expect((await ask(changes)).body).toMatchObject({ error })
  })

  it.each([
    ['text/plain', 'grant_type=x'],
    ['application/json', '[1]'],
    ['application/json', '{'],
  ])('a body of %s that is %s', async (type, body) => {
    const answer = await fetch(`${tenant.issuer}oauth/token`, {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    })
    expect([answer.status, ((await answer.json()) as { error: string }).error]).toEqual([400, 'invalid_request'])
  })

  it('another client’s poll, and a second token for one yes', async () => {
    const { body } = await ask({ binding_message: 'Only once' })
    await phone.approve((await phone.waitForRequest('Only once')).id)
    const other = { id: 'other-agent', secret: 'other-secret' }
    expect((await pollAlone(tenant.issuer, body.auth_req_id, other)).body).toMatchObject({ error: 'invalid_grant' })
    const polls = await Promise.all([poll(body.auth_req_id), poll(body.auth_req_id), poll(body.auth_req_id)])
    expect(polls.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  it('what the bank alone has', async () => {
    for (const path of ['oidc/register', 'ciba/outcome', 'oauth/grants', 'oauth/grants/check'])
      expect((await post(tenant.issuer, path, {})).status).toBe(404)
  })
})

function rar(audience: string, detail: object): Record<string, string> {
  return { audience, authorization_details: details(detail) }
}
