import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cookieName } from '@/tenant/http/cookie-name'
import { ALICE, PASSWORD, startTestTenant, type TestTenant } from '../support/tenant/tenant'
import { authorizationRequest, Browser, openSignIn, redeemCode, refresh, signIn, submitSignIn } from './browser'
import { transferDetail } from './ciba'

let tenant: TestTenant
beforeAll(async () => {
  tenant = await startTestTenant()
})
afterAll(() => tenant.stop())

async function tokens(browser = new Browser(), email = 'alice@example.com') {
  const attempt = authorizationRequest(tenant)
  const callback = await signIn(browser, attempt, email, PASSWORD)
  return { browser, callback, ...(await redeemCode(tenant, callback, attempt.verifier)) }
}

describe('discovery', () => {
  it('names Auth0’s paths under an issuer with a trailing slash', async () => {
    const response = await fetch(new URL('.well-known/openid-configuration', tenant.issuer))
    expect(await response.json()).toMatchObject({
      issuer: tenant.issuer,
      authorization_endpoint: `${tenant.issuer}authorize`,
      token_endpoint: `${tenant.issuer}oauth/token`,
      userinfo_endpoint: `${tenant.issuer}userinfo`,
      jwks_uri: `${tenant.issuer}.well-known/jwks.json`,
      end_session_endpoint: `${tenant.issuer}oidc/logout`,
      backchannel_authentication_endpoint: `${tenant.issuer}bc-authorize`,
      backchannel_token_delivery_modes_supported: ['poll'],
      authorization_details_types_supported: [
        ...['payment_initiation', 'product_order', 'stock_order'],
        ...['confirmation_limit_change', 'standing_mandate'],
      ],
    })
  })

  it('publishes one RS256 key and nothing private', async () => {
    const response = await fetch(new URL('.well-known/jwks.json', tenant.issuer))
    const { keys } = (await response.json()) as { keys: Record<string, string>[] }
    expect(keys).toHaveLength(1)
    expect(keys[0]).toMatchObject({ kty: 'RSA', alg: 'RS256', use: 'sig', kid: expect.any(String) })
    expect(Object.keys(keys[0] ?? {})).not.toContain('d')
  })
})

describe('signing in', () => {
  it('gives the code, the customer’s name and email, and a refresh token, and asks for no consent', async () => {
    const { callback, status, body } = await tokens()
    expect(callback.origin + callback.pathname).toBe('http://localhost:3999/auth/callback')
    expect(callback.searchParams.get('state')).toBe('some-state')
    expect(callback.searchParams.get('iss')).toBe(tenant.issuer)
    expect(status).toBe(200)
    expect(decodeJwt(String(body.id_token))).toMatchObject({
      iss: tenant.issuer,
      sub: ALICE,
      aud: 'bank-app',
      nonce: 'some-nonce',
      name: 'Alice Example',
      email: 'alice@example.com',
    })
    const response = await fetch(new URL('userinfo', tenant.issuer), {
      headers: { authorization: `Bearer ${body.access_token}` },
    })
    expect(await response.json()).toMatchObject({ sub: ALICE, name: 'Alice Example', email: 'alice@example.com' })
  })

  it('is remembered: the second time nobody is asked', async () => {
    const { browser } = await tokens()
    const response = await browser.open(authorizationRequest(tenant).url)
    expect(response.headers.get('location')).toMatch(/^http:\/\/localhost:3999\/auth\/callback\?code=/)
  })

  it('keeps its cookies apart from the app’s', async () => {
    const { browser } = await tokens()
    for (const name of browser.cookieNames()) expect(name).toMatch(/^tenant_/)
  })

  it('refreshes, and lets one of two parallel refreshes of a code have it', async () => {
    const { body } = await tokens()
    const again = await refresh(tenant, body.refresh_token)
    expect(again.status).toBe(200)
    expect(decodeJwt(String(again.body.id_token)).sub).toBe(ALICE)

    const attempt = authorizationRequest(tenant)
    const callback = await signIn(new Browser(), attempt, 'bob@example.com', PASSWORD)
    const both = await Promise.all([1, 2].map(() => redeemCode(tenant, callback, attempt.verifier)))
    expect(both.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1)
  })

  it('needs PKCE, and the right verifier', async () => {
    const bare = await new Browser().open(
      authorizationRequest(tenant, { code_challenge: undefined, code_challenge_method: undefined }).url,
    )
    expect(bare.headers.get('location')).toContain('error=invalid_request')
    const attempt = authorizationRequest(tenant)
    const callback = await signIn(new Browser(), attempt, 'alice@example.com', PASSWORD)
    expect((await redeemCode(tenant, callback, 'x'.repeat(43))).body.error).toBe('invalid_grant')
  })

  it('refuses a redirect elsewhere with a page and not with a redirect', async () => {
    const response = await new Browser().open(
      authorizationRequest(tenant, { redirect_uri: 'https://evil.example/' }).url,
    )
    expect(response.status).toBe(400)
    expect(response.headers.get('location')).toBeNull()
    expect(await response.text()).toContain('invalid_redirect_uri')
  })
})

describe('a sign-in is no approval', () => {
  it.each([
    [
      'the agent API as audience',
      { audience: 'http://localhost:3999/api/agent/transfers', scope: 'openid create:transfer' },
      'invalid_target',
    ],
    [
      'the agent API as resource',
      { resource: 'http://localhost:3999/api/agent/transfers', scope: 'openid create:transfer' },
      'invalid_target',
    ],
    [
      'a transfer to approve',
      { authorization_details: JSON.stringify([transferDetail()]) },
      'invalid_authorization_details',
    ],
  ])('so /authorize refuses %s', async (_name, changes, error) => {
    const response = await new Browser().open(authorizationRequest(tenant, changes).url)
    expect(new URL(response.headers.get('location') ?? '').searchParams.get('error')).toBe(error)
  })

  it('so a refresh token cannot become an agent’s token', async () => {
    const { body } = await tokens()
    const widened = await refresh(tenant, body.refresh_token, {
      resource: tenant.config.agentAudience,
      authorization_details: JSON.stringify([transferDetail()]),
    })
    expect(widened.status).toBe(400)
    expect(widened.body).not.toHaveProperty('access_token')
    for (const grant of ['client_credentials', 'password', 'implicit']) {
      const other = await refresh(tenant, '', { grant_type: grant, resource: tenant.config.agentAudience })
      expect(other.body).not.toHaveProperty('access_token')
    }
  })

  it('and the browser’s session does not open the phone', async () => {
    const { browser } = await tokens()
    const page = await (await browser.open(new URL('phone', tenant.issuer))).text()
    expect(page).toContain('Sign in on this phone')
  })
})

describe('the sign-in page', () => {
  it('says clearly that the password is wrong, and not which of the two', async () => {
    const browser = new Browser()
    const page = await openSignIn(browser, authorizationRequest(tenant))
    const texts = []
    for (const email of ['alice@example.com', 'nobody@example.com', 'no address']) {
      const response = await submitSignIn(browser, page, email, 'wrong')
      expect(response.status).toBe(401)
      texts.push(/role="alert"[^>]*>([^<]*)</.exec(await response.text())?.[1])
    }
    expect(new Set(texts)).toEqual(new Set(['Wrong email or password. Please check both and try again.']))
  })

  it('lets nobody guess for long, not even side by side, and then not even with the right password', async () => {
    const browser = new Browser()
    const page = await openSignIn(browser, authorizationRequest(tenant))
    const guesses = await Promise.all(
      Array.from({ length: 14 }, () => submitSignIn(browser, page, 'guess@example.com', 'x')),
    )
    expect(guesses.filter(({ status }) => status === 401)).toHaveLength(10)
    expect(guesses.filter(({ status }) => status === 429)).toHaveLength(4)
    const next = await submitSignIn(browser, page, 'Guess@Example.com ', PASSWORD)
    expect(next.status).toBe(429)
    expect(Number(next.headers.get('retry-after'))).toBeGreaterThan(200)
    expect(await next.text()).toContain('Too many attempts')
    expect((await submitSignIn(browser, page, 'alice@example.com', PASSWORD)).status).toBe(303)
  })

  it('takes no form from another origin', async () => {
    const browser = new Browser()
    const page = await openSignIn(browser, authorizationRequest(tenant))
    for (const origin of ['http://localhost:3999', 'null', '']) {
      const body = new URLSearchParams({ email: 'alice@example.com', password: PASSWORD })
      const response = await browser.open(page, { method: 'POST', body, headers: { origin } })
      expect(response.status).toBe(403)
    }
  })

  it('takes no other kind of body and none that is huge', async () => {
    const browser = new Browser()
    const page = await openSignIn(browser, authorizationRequest(tenant))
    const headers = { origin: page.origin }
    const json = await browser.open(page, {
      method: 'POST',
      body: '{}',
      headers: { ...headers, 'content-type': 'application/json' },
    })
    expect(json.status).toBe(415)
    const huge = await submitSignIn(browser, page, 'a'.repeat(17_000), 'x')
    expect(huge.status).toBe(413)
  })

  it('says so when the sign-in is gone', async () => {
    const response = await new Browser().open(new URL('u/login/gone', tenant.issuer))
    expect(response.status).toBe(400)
    expect(await response.text()).toContain('This sign-in has expired')
  })
})

describe('logging out', () => {
  it.each([
    ['/oidc/logout', { post_logout_redirect_uri: 'http://localhost:3999' }, 'http://localhost:3999/?state=s'],
    ['/oidc/logout', { post_logout_redirect_uri: 'http://localhost:3999/' }, 'http://localhost:3999/?state=s'],
    ['/v2/logout', { returnTo: 'http://localhost:3999' }, 'http://localhost:3999/'],
  ])('at %s goes straight back to the app with %o', async (path, where, target) => {
    const { browser, body } = await tokens()
    const url = new URL(path, tenant.issuer)
    for (const [name, value] of Object.entries({ client_id: 'bank-app', state: 's', ...where }))
      url.searchParams.set(name, value)
    const response = await browser.open(url)
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toBe(target)
    expect(browser.cookieNames()).not.toContain(cookieName(tenant.issuer, 'session'))
    expect((await openSignIn(browser, authorizationRequest(tenant))).pathname).toMatch(/^\/u\/login\//)
    expect((await refresh(tenant, body.refresh_token)).body.error).toBe('invalid_grant')
  })

  it('works with the ID token as a hint, and for who is not signed in', async () => {
    const { body } = await tokens()
    const url = new URL('oidc/logout', tenant.issuer)
    url.searchParams.set('id_token_hint', String(body.id_token))
    url.searchParams.set('post_logout_redirect_uri', 'http://localhost:3999')
    const response = await new Browser().open(url)
    expect(response.headers.get('location')).toBe('http://localhost:3999/')
  })

  it('goes nowhere that is not registered', async () => {
    for (const query of [
      'oidc/logout?client_id=bank-app&post_logout_redirect_uri=https://evil.example/',
      'v2/logout?client_id=bank-app&returnTo=https://evil.example/',
    ]) {
      const response = await new Browser().open(new URL(query, tenant.issuer))
      expect(response.status).toBe(400)
      expect(response.headers.get('location')).toBeNull()
    }
    const nameless = await new Browser().open(new URL('v2/logout?returnTo=https://evil.example/', tenant.issuer))
    expect(nameless.headers.get('location')).toBeNull()
    expect(await nameless.text()).toContain('You are logged out')
  })
})
