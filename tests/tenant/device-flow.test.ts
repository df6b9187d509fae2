import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose'
import * as oauth from 'openid-client'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ALICE, startTestTenant, type TestTenant } from '../support/tenant/tenant'
import {
  ALL_SCOPES,
  allowCode,
  answerConsent,
  askForCode,
  commandLine,
  connect,
  pollCode,
  refreshAs,
  requestCode,
  signInAt,
  typeCode,
} from './agents'
import { authorizationRequest, Browser, redeemCode, refresh } from './browser'
import { inDatabase } from './joining'

let tenant: TestTenant
beforeAll(async () => {
  // Long enough that a busy machine does not take a hasty poll for a patient one.
  tenant = await startTestTenant({ deviceIntervalSeconds: 2 })
})
afterAll(() => tenant.stop())
beforeEach(() => inDatabase(tenant, (sql) => sql`DELETE FROM tenant.sign_in_attempts`))

describe('a device', () => {
  it('finds its way by discovery alone, and gets a token for MCP and for nothing else', async () => {
    const client = await commandLine(tenant)
    const parameters = { scope: ALL_SCOPES, resource: tenant.config.mcpAudience }
    const asked = await oauth.initiateDeviceAuthorization(client, parameters)
    expect(asked).toMatchObject({
      verification_uri: `${tenant.issuer}activate`,
      verification_uri_complete: `${tenant.issuer}activate?user_code=${asked.user_code}`,
      interval: 2,
      expires_in: 600,
    })
    expect(asked.user_code).toMatch(/^[B-Z]{4}-[B-Z]{4}$/)
    const polling = oauth.pollDeviceAuthorizationGrant(client, asked)
    await allowCode(tenant, asked.user_code)
    const tokens = await polling
    expect(tokens).toMatchObject({ token_type: 'bearer', scope: ALL_SCOPES, refresh_token: expect.any(String) })

    const keys = createRemoteJWKSet(new URL('.well-known/jwks.json', tenant.issuer))
    const { payload, protectedHeader } = await jwtVerify(tokens.access_token, keys)
    expect(protectedHeader).toMatchObject({ alg: 'RS256', typ: 'at+jwt' })
    expect(payload).toEqual({
      iss: tenant.issuer,
      aud: tenant.config.mcpAudience,
      sub: ALICE,
      client_id: 'baink-cli',
      azp: 'baink-cli',
      scope: ALL_SCOPES,
      grant_id: expect.any(String),
      jti: expect.any(String),
      iat: expect.any(Number),
      exp: Number(payload.iat) + 900,
    })
  })

  it('that sends a proof gets tokens that are bound to its key, and refreshes them with it alone', async () => {
    const client = await commandLine(tenant)
    const DPoP = oauth.getDPoPHandle(client, await oauth.randomDPoPKeyPair())
    const asked = await oauth.initiateDeviceAuthorization(client, { scope: 'read:accounts' })
    await allowCode(tenant, asked.user_code)
    const tokens = await oauth.pollDeviceAuthorizationGrant(client, asked, undefined, { DPoP })
    expect(tokens.token_type).toBe('dpop')
    expect(decodeJwt(tokens.access_token)).toMatchObject({ cnf: { jkt: expect.any(String) }, scope: 'read:accounts' })
    const token = String(tokens.refresh_token)
    expect((await refreshAs(tenant, token)).status).toBe(400)
    const again = await oauth.refreshTokenGrant(client, token, undefined, { DPoP })
    expect(decodeJwt(again.access_token).cnf).toEqual(decodeJwt(tokens.access_token).cnf)
    // The answer may have been lost on its way.
    const repeated = await oauth.refreshTokenGrant(client, token, undefined, { DPoP })
    expect(repeated.refresh_token).toBe(token)
  })

  it('refreshes, once with each token; who tries one again ends the access for whoever has the next', async () => {
    const first = await connect(tenant)
    const second = await refreshAs(tenant, first.refresh_token, { resource: tenant.config.mcpAudience })
    expect(second.status).toBe(200)
    expect(decodeJwt(String(second.body.access_token))).toMatchObject({ aud: tenant.config.mcpAudience, sub: ALICE })
    const narrow = await refreshAs(tenant, String(second.body.refresh_token), { scope: 'read:accounts' })
    expect(decodeJwt(String(narrow.body.access_token)).scope).toBe('read:accounts')
    expect((await refreshAs(tenant, first.refresh_token)).body.error).toBe('invalid_grant')
    expect((await refreshAs(tenant, String(narrow.body.refresh_token))).body.error).toBe('invalid_grant')
  })

  it.each([
    ['another API', { resource: 'http://localhost:3999/api/agent/transfers' }, 'invalid_target'],
    ['another API by Auth0’s name', { audience: 'http://localhost:3999/api/agent/transfers' }, 'invalid_target'],
    ['the agent API’s scope', { scope: 'read:accounts create:transfer' }, 'invalid_scope'],
    ['the customer’s identity', { scope: 'openid read:accounts' }, 'invalid_scope'],
    ['nothing', { scope: 'offline_access' }, 'invalid_scope'],
    ['as nobody', { client_id: 'nobody' }, 'invalid_client'],
    ['as the bank', { client_id: 'bank-app', client_secret: 'bank-app-secret-for-tests' }, 'invalid_request'],
  ])('cannot ask for %s', async (_name, changes, error) => {
    const { status, body } = await requestCode(tenant, changes)
    expect(body.error).toBe(error)
    expect(status).toBeGreaterThanOrEqual(400)
  })

  it('cannot have more at the token endpoint than was allowed', async () => {
    const code = await askForCode(tenant)
    await allowCode(tenant, code.user_code)
    const other = await pollCode(tenant, code.device_code, { resource: tenant.config.agentAudience })
    expect(other.body.error).toBe('invalid_target')
    expect(other.body).not.toHaveProperty('access_token')
  })

  it('is told to slow down when it polls too fast, and goes on when it does not', async () => {
    const { device_code: code } = await askForCode(tenant)
    expect((await pollCode(tenant, code)).body.error).toBe('authorization_pending')
    const hasty = await pollCode(tenant, code)
    expect(hasty.body.error).toBe('slow_down')
    expect(hasty.headers.get('retry-after')).toBe('2')
    await new Promise((resolve) => setTimeout(resolve, 2_050))
    expect((await pollCode(tenant, code)).body.error).toBe('authorization_pending')
  })

  it('of ten polls at once gets one token', async () => {
    const code = await askForCode(tenant)
    await allowCode(tenant, code.user_code)
    const polls = await Promise.all(Array.from({ length: 10 }, () => pollCode(tenant, code.device_code)))
    expect(polls.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  it('loses nothing over a restart of the tenant', async () => {
    const [waiting, allowed] = [await askForCode(tenant), await askForCode(tenant)]
    await allowCode(tenant, allowed.user_code)
    const { refresh_token: token } = await connect(tenant)
    await tenant.restart()
    expect((await pollCode(tenant, allowed.device_code)).status).toBe(200)
    expect((await refreshAs(tenant, token)).status).toBe(200)
    await allowCode(tenant, waiting.user_code)
    expect((await pollCode(tenant, waiting.device_code)).status).toBe(200)
  })
})

describe('a customer', () => {
  it('sees code, program, place and permissions, signs in first, and is given nothing to allow before', async () => {
    const code = await askForCode(tenant, { scope: 'read:accounts request:transfer' })
    const browser = new Browser()
    const filled = await (await browser.open(code.verification_uri_complete)).text()
    expect(filled).toContain(`value="${code.user_code}"`)
    const { at } = await typeCode(browser, tenant, code.user_code.toLowerCase().replace('-', ' '))
    expect(at.pathname).toMatch(/^\/u\/login\//)
    const consent = await signInAt(browser, at)
    const page = await consent.answer.text()
    for (const words of ['bAInk command line', code.user_code, 'this computer', 'alice@example.com', 'The bank’s own'])
      expect(page).toContain(words)
    expect(page).toContain('See your accounts')
    expect(page).not.toContain('See your transactions')
    expect((await pollCode(tenant, code.device_code)).body.error).toBe('authorization_pending')
    const done = await answerConsent(browser, consent.at, 'allow')
    expect(await done.answer.text()).toContain('is connected')
    expect((await pollCode(tenant, code.device_code)).body.scope).toBe('read:accounts request:transfer')
    expect(await (await typeCode(new Browser(), tenant, code.user_code)).answer.text()).toContain('used already')
  })

  it('who refuses is taken at their word, as often as the device asks', async () => {
    const code = await askForCode(tenant)
    const browser = new Browser()
    const consent = await signInAt(browser, (await typeCode(browser, tenant, code.user_code)).at)
    expect(await (await answerConsent(browser, consent.at, 'refuse')).answer.text()).toContain('You have refused')
    for (const _ of [1, 2]) expect((await pollCode(tenant, code.device_code)).body.error).toBe('access_denied')
  })

  it('who leaves the page can type the code again, and the first answer stands', async () => {
    const code = await askForCode(tenant)
    const open = async () => {
      const browser = new Browser()
      return { browser, ...(await signInAt(browser, (await typeCode(browser, tenant, code.user_code)).at)) }
    }
    const [left, refused, late] = [await open(), await open(), await open()]
    expect(left.at.pathname).toMatch(/^\/u\/consent\//)
    await answerConsent(refused.browser, refused.at, 'refuse')
    const answer = await answerConsent(late.browser, late.at, 'allow')
    expect(answer.answer.status).toBe(400)
    expect((await pollCode(tenant, code.device_code)).body.error).toBe('access_denied')
  })

  it('is not answered for by another site: neither the code nor the yes counts from there', async () => {
    const code = await askForCode(tenant)
    const browser = new Browser()
    const url = new URL('activate', tenant.issuer)
    await browser.open(url)
    const body = new URLSearchParams({ user_code: code.user_code, confirm: 'yes' })
    const elsewhere = { origin: 'http://localhost:3999' }
    expect((await browser.open(url, { method: 'POST', body, headers: elsewhere })).status).toBe(403)
    const unknown = await browser.open(url, { method: 'POST', body, headers: { origin: url.origin } })
    expect(unknown.status).toBe(400)
    const { at } = await signInAt(browser, (await typeCode(browser, tenant, code.user_code)).at)
    expect((await answerConsent(browser, at, 'allow', elsewhere.origin)).answer.status).toBe(403)
    expect((await new Browser().open(at)).status).toBe(400)
    expect((await pollCode(tenant, code.device_code)).body.error).toBe('authorization_pending')
  })

  it('who types an unknown or an expired code is told so', async () => {
    const browser = new Browser()
    expect(await (await typeCode(browser, tenant, 'BBBB-BBBB')).answer.text()).toContain('no such code')
    const code = await askForCode(tenant)
    await inDatabase(tenant, (sql) => sql`UPDATE tenant.records SET expires_at = now() WHERE id = ${code.device_code}`)
    const late = await typeCode(browser, tenant, code.user_code)
    expect(late.answer.status).toBe(400)
    expect(await late.answer.text()).toContain('expired')
    expect((await pollCode(tenant, code.device_code)).body.error).toBe('expired_token')
  })

  it('whose browser has lost the cookie of the form is led to a new one', async () => {
    const { origin } = new URL(tenant.issuer)
    const init = { redirect: 'manual', headers: { origin } } as const
    const body = new URLSearchParams({ user_code: 'BBBB-BBBB', xsrf: 'lost', confirm: 'yes' })
    for (const [path, more] of Object.entries({ activate: { method: 'POST', body }, 'activate/lost': {} })) {
      const answer = await fetch(new URL(path, origin), { ...init, ...more })
      expect([answer.status, answer.headers.get('location')]).toEqual([303, '/activate'])
    }
  })

  it('and nobody else can try out codes for long, from one address or as one customer', async () => {
    const code = await askForCode(tenant)
    const browser = await allowCode(tenant, code.user_code)
    const guess = (_: unknown, turn: number) => typeCode(new Browser(), tenant, `BBBB-BBB${turn}`)
    const answers = await Promise.all(Array.from({ length: 40 }, guess))
    expect(answers.filter(({ answer }) => answer.status === 429).length).toBeGreaterThanOrEqual(10)
    // Who is signed in is not kept out by who guesses behind the same address.
    expect((await typeCode(browser, tenant, 'BBBB-BBBB')).answer.status).toBe(400)
    await inDatabase(tenant, (sql) => sql`DELETE FROM tenant.sign_in_attempts`)
    await inDatabase(tenant, async (sql) => {
      await sql`INSERT INTO tenant.sign_in_attempts VALUES ('code:customer:auth0|alice', 30, now() + interval '5 minutes')
        ON CONFLICT (key) DO UPDATE SET attempts = 30`
    })
    expect((await typeCode(browser, tenant, 'BBBB-BBBB')).answer.status).toBe(429)
    expect((await typeCode(new Browser(), tenant, 'BBBB-BBBB')).answer.status).toBe(400)
  })
})

it('stays connected when its customer logs out of the browser, whose own tokens end', async () => {
  const code = await askForCode(tenant)
  const browser = await allowCode(tenant, code.user_code)
  const { body } = await pollCode(tenant, code.device_code)
  const attempt = authorizationRequest(tenant)
  const callback = new URL((await browser.open(attempt.url)).headers.get('location') ?? '')
  const own = await redeemCode(tenant, callback, attempt.verifier)
  expect(await (await browser.open(new URL('oidc/logout', tenant.issuer))).text()).toContain('You are logged out')
  expect((await refresh(tenant, own.body.refresh_token)).status).toBe(400)
  expect((await refreshAs(tenant, String(body.refresh_token))).status).toBe(200)
})

it('is no way for the bank’s own client to a token for MCP, which nobody would have been asked about', async () => {
  const attempt = authorizationRequest(tenant, { resource: tenant.config.mcpAudience, scope: 'openid read:accounts' })
  const refused = new URL((await new Browser().open(attempt.url)).headers.get('location') ?? '')
  expect(refused.searchParams.get('error')).toBe('invalid_target')
})

it('is found where clients of MCP look for it', async () => {
  for (const path of ['.well-known/oauth-authorization-server', '.well-known/openid-configuration']) {
    const document = (await (await fetch(new URL(path, tenant.issuer))).json()) as Record<string, unknown>
    expect(document).toMatchObject({
      issuer: tenant.issuer,
      device_authorization_endpoint: `${tenant.issuer}oauth/device/code`,
      revocation_endpoint: `${tenant.issuer}oauth/revoke`,
      scopes_supported: expect.arrayContaining(['offline_access', ...ALL_SCOPES.split(' ')]),
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
    })
  }
})
