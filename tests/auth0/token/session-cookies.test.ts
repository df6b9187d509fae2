import { NextRequest, type NextResponse } from 'next/server'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openSeededBank, type SeededBank } from '../../support/bank/seeded-bank'
import { APP_CLIENT, PASSWORD, startTestTenant, type TestTenant } from '../../support/tenant/tenant'
import { Browser, signIn } from '../../tenant/browser'

// The whole sign-in through nextjs-auth0 itself, from https and from http: what a browser is told to keep.

const ORIGINS = ['https://bank.example', 'http://localhost:3999']

let bank: SeededBank
let tenant: TestTenant
beforeAll(async () => {
  bank = await openSeededBank()
  const redirectUris = ORIGINS.map((origin) => `${origin}/auth/callback`)
  const postLogoutRedirectUris = ORIGINS.flatMap((origin) => [origin, `${origin}/`])
  tenant = await startTestTenant({ clients: [{ ...APP_CLIENT, redirectUris, postLogoutRedirectUris }] })
})
afterAll(async () => {
  await tenant.stop()
  await bank.close()
})

/** The app's sign-in as it is where the app is reached at `origin`. */
async function middlewareAt(origin: string) {
  vi.resetModules()
  Object.assign(process.env, {
    APP_BASE_URL: origin,
    AUTH0_DOMAIN: new URL(tenant.issuer).origin,
    AUTH0_CLIENT_ID: APP_CLIENT.id,
    AUTH0_CLIENT_SECRET: APP_CLIENT.secret,
    AUTH0_SECRET: 'tests-only-tests-only-tests-only-tests',
  })
  const { auth0 } = await import('@/lib/auth0/session/auth0-client')
  return (url: string | URL, cookie = '') => auth0().middleware(new NextRequest(url, { headers: { cookie } }))
}

const pairs = (response: NextResponse) => response.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '')
/** The cookies that are set, and not those that are taken away. */
const kept = (response: NextResponse) => response.headers.getSetCookie().filter((cookie) => !/Max-Age=0/i.test(cookie))
const gone = (response: NextResponse) => response.headers.getSetCookie().filter((cookie) => /Max-Age=0/i.test(cookie))

async function signInAt(origin: string) {
  const visit = await middlewareAt(origin)
  const login = await visit(`${origin}/auth/login`)
  const attempt = { verifier: '', url: new URL(login.headers.get('location') ?? '') }
  const callback = await signIn(new Browser(), attempt, 'alice@example.com', PASSWORD)
  const home = await visit(callback, pairs(login).join('; '))
  const logout = await visit(`${origin}/auth/logout`, pairs(home).join('; '))
  return { login, home, logout }
}

describe('over https', () => {
  let signedIn: Awaited<ReturnType<typeof signInAt>>
  beforeAll(async () => {
    signedIn = await signInAt('https://bank.example')
  })

  test('every cookie is bound to this host: __Host-, Secure, Path=/, no Domain', () => {
    const { login, home, logout } = signedIn
    for (const response of [login, home, logout]) {
      expect(response.headers.getSetCookie().length).toBeGreaterThan(0)
      for (const cookie of response.headers.getSetCookie()) {
        expect(cookie).toMatch(/^__Host-/)
        expect(cookie).toMatch(/; Secure/i)
        expect(cookie).toMatch(/; Path=\/(;|$)/i)
        expect(cookie).not.toMatch(/; Domain=/i)
      }
    }
  })

  test('and out of the reach of scripts and other sites', () => {
    for (const cookie of [...kept(signedIn.login), ...kept(signedIn.home)]) {
      expect(cookie).toMatch(/; HttpOnly/i)
      expect(cookie).toMatch(/; SameSite=lax/i)
    }
  })

  test('signing in sets the session, and takes the transaction away', () => {
    expect(kept(signedIn.login)).toEqual([expect.stringMatching(/^__Host-sign_in_/)])
    expect(kept(signedIn.home)).toEqual([expect.stringMatching(/^__Host-session=/)])
    expect(gone(signedIn.home)).toContainEqual(expect.stringMatching(/^__Host-sign_in_/))
  })

  test('signing out takes it away in a way that a browser follows', () => {
    expect(gone(signedIn.logout)).toContainEqual(expect.stringMatching(/^__Host-session=;/))
    expect(kept(signedIn.logout)).toEqual([])
  })
})

test('over http on localhost, where no browser would keep such names, they stay as they were', async () => {
  const { login, home } = await signInAt('http://localhost:3999')
  expect(kept(login)).toEqual([expect.stringMatching(/^__txn_/)])
  expect(kept(home)).toEqual([expect.stringMatching(/^__session=/)])
  for (const cookie of kept(home)) {
    expect(cookie).toMatch(/; HttpOnly/i)
    expect(cookie).toMatch(/; SameSite=lax/i)
    expect(cookie).not.toMatch(/; Secure/i)
  }
})
