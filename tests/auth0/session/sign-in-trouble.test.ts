import { NextRequest } from 'next/server'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openSeededBank, type SeededBank } from '../../support/bank/seeded-bank'
import { APP_CLIENT, PASSWORD, startTestTenant, type TestTenant } from '../../support/tenant/tenant'
import { Browser, signIn } from '../../tenant/browser'

// Everything under /auth/, with a real tenant: what goes wrong is a page with a way back, and what is passed on is ours.

const APP = 'http://localhost:3999'
type AnswerAuth = typeof import('@/lib/auth0/session/auth-routes').answerAuth

let bank: SeededBank
let tenant: TestTenant
let answerAuth: AnswerAuth
let away = false
beforeAll(async () => {
  bank = await openSeededBank()
  tenant = await startTestTenant()
  Object.assign(process.env, {
    APP_BASE_URL: APP,
    AUTH0_DOMAIN: new URL(tenant.issuer).origin,
    AUTH0_CLIENT_ID: APP_CLIENT.id,
    AUTH0_CLIENT_SECRET: APP_CLIENT.secret,
  })
  ;({ answerAuth } = await import('@/lib/auth0/session/auth-routes'))
})
afterAll(async () => {
  if (!away) await tenant.stop()
  await bank.close()
})

/** Opens a path of the app as a browser with these cookies would. */
async function open(path: string, cookie = '', method = 'GET'): Promise<Response | null> {
  return answerAuth(new NextRequest(new URL(path, APP), { method, headers: { cookie, accept: 'text/html' } }))
}

const cookiesOf = (response: Response | null) =>
  response?.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ') ?? ''

async function begin(query = '') {
  const login = await open(`/auth/login${query}`)
  const url = new URL(login?.headers.get('location') ?? '')
  return {
    url,
    cookie: cookiesOf(login),
    finish: () => signIn(new Browser(), { verifier: '', url }, 'alice@example.com', PASSWORD),
  }
}

const pathOf = ({ pathname, search }: URL) => pathname + search

async function expectPage(response: Response | null, status: number, title: string): Promise<void> {
  expect(response?.status).toBe(status)
  expect(response?.headers.get('content-type')).toContain('text/html')
  expect(response?.headers.get('cache-control')).toContain('no-store')
  const page = (await response?.text()) ?? ''
  expect(page).toContain(`<h1>${title}</h1>`)
  expect(page).toContain('<a href="/auth/login">Log in</a>')
  expect(page).toContain('<a href="/">Go home</a>')
}

const UNUSABLE = 'This sign-in cannot be used'

test.each([
  ['no state at all', '/auth/callback'],
  ['a forged state', '/auth/callback?code=x&state=forged'],
  ['markup for a state', `/auth/callback?code=x&state=${encodeURIComponent('<script>alert(1)</script>')}`],
  ['an error without a sign-in', '/auth/callback?error=access_denied&state=forged'],
])('a callback with %s is a page with a way back', async (_, path) => {
  await expectPage(await open(path), 400, UNUSABLE)
})

test('a callback that is opened again, or without its own cookie, is a page with a way back', async () => {
  const { cookie, finish } = await begin()
  const callback = pathOf(await finish())
  await expectPage(await open(callback), 400, UNUSABLE)
  await expectPage(await open(callback, cookie.replace(/=.*/, '=nonsense')), 400, UNUSABLE)
  const home = await open(callback, cookie)
  expect(home?.headers.get('location')).toBe(`${APP}/accounts`)
  const session = cookiesOf(home).match(/__session=[^;]+/)?.[0] ?? ''
  await expectPage(await open(callback, session), 400, UNUSABLE)
  await expectPage(await open(callback, `${cookie}; ${session}`), 400, UNUSABLE)
  await expectPage(await open(callback, cookie.replace(/=.*/, `=${session.slice('__session='.length)}`)), 400, UNUSABLE)
  expect((await open('/auth/profile', session))?.status).toBe(200)
})

test('who breaks the sign-in off is told that they are not signed in', async () => {
  const { url, cookie } = await begin()
  const path = `/auth/callback?error=access_denied&state=${url.searchParams.get('state')}&iss=${encodeURIComponent(tenant.issuer)}`
  await expectPage(await open(path, cookie), 400, 'You are not signed in')
})

test('these pages speak the language that was chosen in this browser', async () => {
  const chosen = 'baink_language=de'
  const { url, cookie } = await begin()
  const brokenOff = `/auth/callback?error=access_denied&state=${url.searchParams.get('state')}&iss=${encodeURIComponent(tenant.issuer)}`
  for (const [path, cookies, title] of [
    [brokenOff, `${cookie}; ${chosen}`, 'Sie sind nicht angemeldet'],
    ['/auth/callback?code=x&state=forged', chosen, 'Diese Anmeldung kann nicht verwendet werden'],
  ] as const) {
    const page = await (await open(path, cookies))?.text()
    expect(page).toContain('<html lang="de">')
    expect(page).toContain(`<h1>${title}</h1>`)
    expect(page).toContain('<a href="/auth/login">Anmelden</a>')
  }
})

test('nothing but a fresh password and the portal’s own language is passed on to the tenant', async () => {
  const foreign =
    'scope=offline_access&audience=x&redirect_uri=https://evil.example/&connection=c&organization=o&prompt=none&max_age=x&login_hint=a&client_id=c&state=s&challengeMode=popup&ui_locales=fr'
  const { url } = await begin(`?${foreign}`)
  expect([...url.searchParams.keys()].sort()).toEqual([
    'client_id',
    'code_challenge',
    'code_challenge_method',
    'nonce',
    'redirect_uri',
    'response_type',
    'scope',
    'state',
    'ui_locales',
  ])
  expect(url.searchParams.get('ui_locales')).toBe('en')
  const german = new URL((await open('/auth/login', 'baink_language=de'))?.headers.get('location') ?? '')
  expect(german.searchParams.get('ui_locales')).toBe('de')
  expect(url.searchParams.get('scope')).toBe('openid profile email')
  expect(url.searchParams.get('redirect_uri')).toBe(`${APP}/auth/callback`)
  expect(url.searchParams.get('client_id')).toBe(APP_CLIENT.id)
  const again = (await begin('?prompt=login&max_age=0')).url.searchParams
  expect([again.get('prompt'), again.get('max_age')]).toEqual(['login', '0'])
})

test.each([
  ['/transfer?from=1', '/transfer?from=1'],
  ['//evil.example', '/accounts'],
  ['/.//evil.example', '/accounts'],
  ['/\\evil.example', '/accounts'],
  ['https:evil.example', '/accounts'],
  ['/\t/evil.example', '/accounts'],
  ['/auth/logout', '/accounts'],
])('a sign-in that was to come back to %j comes to %s', async (returnTo, path) => {
  const { cookie, finish } = await begin(`?returnTo=${encodeURIComponent(returnTo)}`)
  const home = await open(pathOf(await finish()), cookie)
  expect(home?.headers.get('location')).toBe(APP + path)
})

test.each(['', '?returnTo=https://evil.example/', '?returnTo=/transfer&state=s&federated'])(
  'a log-out%s leads by the tenant to our own start page',
  async (query) => {
    const { cookie, finish } = await begin()
    const home = await open(pathOf(await finish()), cookie)
    const logout = await open(`/auth/logout${query}`, cookiesOf(home))
    const url = new URL(logout?.headers.get('location') ?? '')
    expect(url.searchParams.get('post_logout_redirect_uri')).toBe(APP)
    expect(url.searchParams.has('state')).toBe(false)
    expect(url.searchParams.has('federated')).toBe(false)
    expect((await fetch(url, { redirect: 'manual' })).headers.get('location')).toMatch(`${APP}`)
  },
)

test.each([
  ['GET', '/auth/access-token'],
  ['GET', '/auth/connect'],
  ['GET', '/auth/mfa/authenticators'],
  ['POST', '/auth/mfa/verify'],
  ['POST', '/auth/passwordless/start'],
  ['POST', '/auth/callback'],
  ['POST', '/auth/login'],
  ['GET', '/auth/backchannel-logout'],
  ['GET', '/auth/login/more'],
])('%s %s is not taken', async (method, path) => {
  expect(await open(path, '', method)).toBeNull()
})

test('while the tenant is away, a callback says so, and so does whoever wants to sign in or out', async () => {
  const { cookie, finish } = await begin()
  const home = await open(pathOf(await finish()), cookie)
  const waiting = await begin()
  const callback = pathOf(await waiting.finish())
  away = true
  await tenant.stop()
  await expectPage(await open(callback, waiting.cookie), 503, 'Nobody can sign in right now')
  // A bank that has never met its tenant.
  vi.resetModules()
  ;({ answerAuth } = await import('@/lib/auth0/session/auth-routes'))
  await expectPage(await open('/auth/login'), 503, 'Nobody can sign in right now')
  const logout = await open('/auth/logout', cookiesOf(home))
  expect(logout?.status).toBe(503)
  expect(await logout?.text()).toContain('<h1>You are signed out of the bank</h1>')
  expect((await open('/auth/profile', cookiesOf(home)))?.status).toBe(401)
})
