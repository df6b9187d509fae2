import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cookieName } from '@/tenant/http/cookie-name'
import { PASSWORD, startTestTenant, type TestTenant } from '../support/tenant/tenant'
import { authorizationRequest, Browser, signIn } from './browser'

let one: TestTenant
let other: TestTenant
beforeAll(async () => {
  ;[one, other] = await Promise.all([startTestTenant(), startTestTenant()])
})
afterAll(() => Promise.all([one.stop(), other.stop()]))

/** Whether the browser is signed in at /authorize already: then that leads straight back to the app. */
async function isSignedIn(browser: Browser, tenant: TestTenant): Promise<boolean> {
  const response = await browser.open(authorizationRequest(tenant).url)
  return new URL(response.headers.get('location') ?? '').searchParams.has('code')
}

async function signInOnPhone(browser: Browser, tenant: TestTenant): Promise<void> {
  const body = new URLSearchParams({ email: 'alice@example.com', password: PASSWORD })
  const { origin } = new URL(tenant.issuer)
  await browser.open(`${tenant.issuer}phone/sign-in`, { method: 'POST', body, headers: { origin } })
}

const phoneOf = async (browser: Browser, tenant: TestTenant) => (await browser.open(`${tenant.issuer}phone`)).text()

describe('two banks on one host, in one browser whose cookies ignore ports', () => {
  it('sign nobody out of each other', async () => {
    const browser = new Browser()
    for (const tenant of [one, other])
      await signIn(browser, authorizationRequest(tenant), 'alice@example.com', PASSWORD)
    expect(await isSignedIn(browser, one)).toBe(true)
    expect(await isSignedIn(browser, other)).toBe(true)
  })

  it('nor on the phone', async () => {
    const browser = new Browser()
    for (const tenant of [one, other]) await signInOnPhone(browser, tenant)
    for (const tenant of [one, other]) expect(await phoneOf(browser, tenant)).toContain('Use this device')
    await browser.open(`${other.issuer}phone/sign-out`, {
      method: 'POST',
      headers: { origin: new URL(other.issuer).origin },
    })
    expect(await phoneOf(browser, one)).toContain('Use this device')
    expect(await phoneOf(browser, other)).toContain('Sign in on this phone')
  })
})

it('a cookie is named for its port over http alone', () => {
  expect(cookieName('http://localhost:4000/', 'phone')).toBe('tenant_phone_4000')
  expect(cookieName('http://localhost/', 'phone')).toBe('tenant_phone')
  expect(cookieName('https://bank.example:8443/', 'phone')).toBe('tenant_phone')
})
