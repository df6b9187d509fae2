import { NextRequest } from 'next/server'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openSeededBank, type SeededBank } from '../../support/bank/seeded-bank'
import { APP_CLIENT, PASSWORD, startTestTenant, type TestTenant } from '../../support/tenant/tenant'
import { Browser, signIn } from '../../tenant/browser'

// AUTH0_SECRET changes while customers are signed in and sign in, one replica after the other (docs/runbook.md, "Changing secrets").

const ORIGIN = 'http://localhost:3999'
const [OLD, NEW] = ['old-tests-only-old-tests-only-old-tests', 'new-tests-only-new-tests-only-new-tests']

let bank: SeededBank
let tenant: TestTenant
beforeAll(async () => {
  bank = await openSeededBank()
  tenant = await startTestTenant()
})
afterAll(async () => {
  delete process.env.AUTH0_OTHER_SECRETS
  await tenant.stop()
  await bank.close()
})

type Replica = (path: string, cookie?: string) => Promise<Response>

/** A process of the app that seals with one secret, and opens what others have sealed. */
async function replica(secret: string, others: string[]): Promise<Replica> {
  vi.resetModules()
  Object.assign(process.env, {
    APP_BASE_URL: ORIGIN,
    AUTH0_DOMAIN: new URL(tenant.issuer).origin,
    AUTH0_CLIENT_ID: APP_CLIENT.id,
    AUTH0_CLIENT_SECRET: APP_CLIENT.secret,
    AUTH0_SECRET: secret,
    AUTH0_OTHER_SECRETS: others.join(','),
  })
  const [{ proxy }, { env }] = [await import('@/proxy'), await import('@/lib/platform/env')]
  env()
  return (path, cookie = '') =>
    proxy(new NextRequest(new URL(path, ORIGIN), { headers: { cookie, accept: 'text/html', host: 'localhost:3999' } }))
}

const setBy = (response: Response) => response.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '')
const sessionIn = (response: Response) => setBy(response).find((cookie) => /^__session=./.test(cookie)) ?? ''
const isSignedIn = async (at: Replica, cookie: string) => (await at('/auth/profile', cookie)).status === 200

/** Signs in, perhaps with the way back to another replica. @returns the session's cookie */
async function signInAt(first: Replica, back = first): Promise<string> {
  const login = await first('/auth/login')
  const attempt = { verifier: '', url: new URL(login.headers.get('location') ?? '') }
  const callback = await signIn(new Browser(), attempt, 'alice@example.com', PASSWORD)
  return sessionIn(await back(callback.pathname + callback.search, setBy(login).join('; ')))
}

test('sessions and sign-ins go on at both, whichever replica began them, and move to the new secret', async () => {
  const before = await replica(OLD, [NEW])
  const after = await replica(NEW, [OLD])
  const last = await replica(NEW, [])

  const old = await signInAt(before)
  for (const one of [before, after]) expect(await isSignedIn(one, old)).toBe(true)
  const across = await signInAt(before, after)
  for (const one of [before, after, last]) expect(await isSignedIn(one, across)).toBe(true)
  expect(await isSignedIn(await replica(OLD, []), across)).toBe(false)

  // A page is handed the cookie as the library can read it, and the browser gets it with the answer.
  const renewedBefore = sessionIn(await before('/accounts', across))
  expect(await isSignedIn(last, renewedBefore)).toBe(false)
  const page = await after('/accounts', `theme=dark; ${renewedBefore}`)
  const handed = page.headers.get('x-middleware-request-cookie') ?? ''
  expect(handed).toContain('theme=dark')
  for (const cookie of [handed, sessionIn(page)]) expect(await isSignedIn(last, cookie)).toBe(true)
  // What its row holds was sealed with the secret of its beginning, and ends with that.
  expect(await isSignedIn(last, sessionIn(await after('/accounts', old)))).toBe(false)
})

test('a cookie that no secret of the bank’s has sealed stays what it is', async () => {
  const foreign = await signInAt(await replica('foreign-foreign-foreign-foreign-foreign', []))
  expect(await isSignedIn(await replica(NEW, [OLD]), foreign)).toBe(false)
})
