import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose'
import * as oauth from 'openid-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type PhoneRobot, phoneRobot } from '../support/phone/phone'
import {
  AGENT,
  ALONE_PASSWORD,
  type AloneTenant,
  CALLBACK,
  hintFor,
  JOB,
  SHOP,
  STOCKS,
  startAlone,
} from '../support/tenant/alone'
import { Browser, submitSignIn } from '../tenant/browser'

let tenant: AloneTenant
let phone: PhoneRobot
beforeAll(async () => {
  tenant = await startAlone()
  phone = await phoneRobot(tenant.issuer, 'alice@example.com', ALONE_PASSWORD)
})
afterAll(() => tenant.stop())

function discover(id: string, secret?: string): Promise<oauth.Configuration> {
  const authentication = secret === undefined ? oauth.None() : oauth.ClientSecretPost(secret)
  return oauth.discovery(new URL(tenant.issuer), id, {}, authentication, { execute: [oauth.allowInsecureRequests] })
}

const ORDER = {
  type: 'product_order',
  product: { id: 'p-1', name: 'Headphones' },
  qty: 2,
  total: '84.50',
  currency: 'USD',
}

async function ask(parameters: Record<string, string>) {
  const client = await discover(AGENT.id, AGENT.secret)
  const asked = await oauth.initiateBackchannelAuthentication(client, {
    scope: 'openid',
    login_hint: hintFor(tenant.issuer),
    ...parameters,
  })
  return { client, asked }
}

describe('openid-client asks for an approval', () => {
  it('with any scopes of an API whose identifier is no URI, and without details', async () => {
    const { client, asked } = await ask({
      scope: 'openid profile stock:trade offline_access',
      audience: STOCKS,
      binding_message: 'Buy ten shares of ZEKO',
    })
    expect(asked.interval).toBe(1)
    const polling = oauth.pollBackchannelAuthenticationGrant(client, asked)
    const request = await phone.waitForRequest('Buy ten shares of ZEKO')
    expect(request.text).toContain('There is no detail beside this message')
    await phone.approve(request.id)
    const tokens = await polling
    const { payload, protectedHeader } = await jwtVerify(
      tokens.access_token,
      createRemoteJWKSet(new URL('.well-known/jwks.json', tenant.issuer)),
      { issuer: tenant.issuer, audience: STOCKS },
    )
    expect(protectedHeader).toMatchObject({ alg: 'RS256', typ: 'JWT' })
    expect(payload).toEqual({
      iss: tenant.issuer,
      sub: 'auth0|alice',
      aud: [STOCKS, `${tenant.issuer}userinfo`],
      azp: AGENT.id,
      scope: 'openid profile offline_access stock:trade',
      iat: expect.any(Number),
      exp: Number(payload.iat) + 86_400,
      jti: expect.any(String),
    })
    expect(tokens.scope).toBe('openid profile offline_access stock:trade')
    expect(tokens.claims()).toMatchObject({ sub: 'auth0|alice', name: 'Alice Example' })

    const again = await oauth.refreshTokenGrant(client, String(tokens.refresh_token))
    expect(decodeJwt(again.access_token)).toMatchObject({ aud: [STOCKS, expect.any(String)], sub: 'auth0|alice' })
    const known = await oauth.fetchUserInfo(client, tokens.access_token, 'auth0|alice')
    expect(known).toMatchObject({ sub: 'auth0|alice', name: 'Alice Example' })
  })

  it('with details of any type that the API has registered, and the token holds what was shown', async () => {
    const { client, asked } = await ask({
      scope: 'openid product:buy',
      audience: SHOP,
      binding_message: 'Two headphones',
      authorization_details: JSON.stringify([ORDER]),
    })
    const polling = oauth.pollBackchannelAuthenticationGrant(client, asked)
    const request = await phone.waitForRequest('Two headphones')
    expect(request.text).toMatch(/Product, name Headphones .*Qty 2 Total 84\.50 USD/)
    await phone.approve(request.id)
    const tokens = await polling
    expect(tokens.authorization_details).toEqual([ORDER])
    expect(decodeJwt(tokens.access_token).authorization_details).toEqual([ORDER])
    expect(tokens.refresh_token).toBeUndefined()
  })

  it('for no API at all: the token is for /userinfo', async () => {
    const { client, asked } = await ask({ scope: 'openid email', audience: '', binding_message: 'Who are you' })
    const polling = oauth.pollBackchannelAuthenticationGrant(client, asked)
    await phone.approve((await phone.waitForRequest('Who are you')).id)
    const tokens = await polling
    expect(await oauth.fetchUserInfo(client, tokens.access_token, 'auth0|alice')).toEqual({
      sub: 'auth0|alice',
      email: 'alice@example.com',
      email_verified: true,
    })
  })

  it('and hears a no', async () => {
    const { client, asked } = await ask({ binding_message: 'Not this one' })
    const polling = oauth.pollBackchannelAuthenticationGrant(client, asked)
    await phone.deny((await phone.waitForRequest('Not this one')).id)
    await expect(polling).rejects.toMatchObject({ error: 'access_denied', status: 400 })
  })

  it('with a token that is bound to its key (DPoP)', async () => {
    const { client, asked } = await ask({ audience: STOCKS, scope: 'openid stock:read', binding_message: 'Bound' })
    const DPoP = oauth.getDPoPHandle(client, await oauth.randomDPoPKeyPair())
    const polling = oauth.pollBackchannelAuthenticationGrant(client, asked, undefined, { DPoP })
    await phone.approve((await phone.waitForRequest('Bound')).id)
    const tokens = await polling
    expect(tokens.token_type).toBe('dpop')
    expect(decodeJwt(tokens.access_token).cnf).toEqual({ jkt: await DPoP.calculateThumbprint() })
  })
})

describe('openid-client without a phone', () => {
  it('gets a token of its own for an API', async () => {
    const client = await discover(JOB.id, JOB.secret)
    const tokens = await oauth.clientCredentialsGrant(client, { audience: STOCKS })
    expect(tokens).toMatchObject({ scope: 'stock:trade stock:read', token_type: 'bearer', expires_in: 86_400 })
    expect(decodeJwt(tokens.access_token)).toMatchObject({
      sub: `${JOB.id}@clients`,
      azp: JOB.id,
      aud: STOCKS,
      gty: 'client-credentials',
      scope: 'stock:trade stock:read',
    })
    for (const refused of [{ audience: 'nobody' }, { audience: STOCKS, scope: 'stock:sell' }, {}])
      await expect(oauth.clientCredentialsGrant(client, refused as Record<string, string>)).rejects.toMatchObject({
        error: 'access_denied',
        status: 403,
      })
  })

  it('signs a device in by a code', async () => {
    const client = await discover('device')
    const asked = await oauth.initiateDeviceAuthorization(client, {
      scope: 'openid stock:read offline_access',
      audience: STOCKS,
    })
    const polling = oauth.pollDeviceAuthorizationGrant(client, asked)
    await typeCode(asked.user_code)
    const tokens = await polling
    expect(decodeJwt(tokens.access_token)).toMatchObject({ aud: [STOCKS, expect.any(String)], sub: 'auth0|alice' })
    const again = await oauth.refreshTokenGrant(client, String(tokens.refresh_token))
    expect(again.refresh_token).not.toBe(tokens.refresh_token)
  })

  it('signs a customer in with `audience`, and without PKCE where the client has a secret', async () => {
    const client = await discover(AGENT.id, AGENT.secret)
    const parameters = { redirect_uri: CALLBACK, scope: 'openid product:buy', audience: SHOP, state: 'one' }
    const callback = await signIn(oauth.buildAuthorizationUrl(client, parameters))
    const tokens = await oauth.authorizationCodeGrant(client, callback, { expectedState: 'one' })
    expect(decodeJwt(tokens.access_token)).toMatchObject({ aud: [SHOP, expect.any(String)] })
    expect(tokens.scope).toBe('openid product:buy')
  })

  it('is told that a public client needs PKCE, and that there is no such API', async () => {
    const page = await discover('page')
    const parameters = { redirect_uri: 'http://localhost:3996', scope: 'openid', state: 'one' }
    const refused = await signIn(oauth.buildAuthorizationUrl(page, parameters))
    expect(refused.searchParams.get('error')).toBe('invalid_request')
    const agent = await discover(AGENT.id, AGENT.secret)
    const unknown = { redirect_uri: CALLBACK, scope: 'openid', state: 'one', audience: 'nobody' }
    const answer = await signIn(oauth.buildAuthorizationUrl(agent, unknown))
    expect(answer.searchParams.get('error_description')).toBe('Service not found: nobody')
  })
})

/** Follows an authorization request to the client's own address, through the sign-in where there is one. */
async function signIn(url: URL, browser = new Browser()): Promise<URL> {
  let at = url
  let response = await browser.open(url)
  for (let step = 0; step < 8; step++) {
    const location = response.headers.get('location')
    if (location) {
      at = new URL(location, at)
      if (at.origin !== new URL(tenant.issuer).origin) return at
      response = await browser.open(at)
    } else if (at.pathname.startsWith('/u/login/')) {
      response = await submitSignIn(browser, at, 'alice@example.com', ALONE_PASSWORD)
    } else return at
  }
  throw new Error(`the sign-in leads nowhere: ${at}`)
}

async function typeCode(code: string): Promise<void> {
  const browser = new Browser()
  const url = new URL('activate', tenant.issuer)
  const page = await (await browser.open(url)).text()
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)?.[1] ?? ''
  const body = new URLSearchParams({ xsrf, user_code: code, confirm: 'yes' })
  const answer = await browser.open(url, { method: 'POST', body, headers: { origin: url.origin } })
  await signIn(new URL(answer.headers.get('location') ?? '', url), browser)
}
