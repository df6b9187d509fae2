import type { Browser, BrowserContext, CDPSession, Page } from '@playwright/test'
import { PASSWORD, type TestTenant } from '../support/tenant/tenant'

/** Signs in to the phone in a context of its own, and goes no further. */
export async function signInOn(context: BrowserContext, tenant: TestTenant, path = 'phone'): Promise<Page> {
  const page = await context.newPage()
  await page.goto(`${tenant.issuer}${path}`)
  await signIn(page)
  return page
}

/** Fills in the sign-in that is open on this page. */
export async function signIn(page: Page): Promise<void> {
  await page.getByLabel('Email').fill('alice@example.com')
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Continue' }).click()
}

export function phoneContext(browser: Browser): Promise<BrowserContext> {
  return browser.newContext({ viewport: { width: 360, height: 740 } })
}

/** Notes what a page must never do: throw, or break its own policy. */
export function watchFor(problems: string[], page: Page): void {
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => {
    if (/Content.Security.Policy/i.test(message.text())) problems.push(message.text())
  })
}

/** Gives the page a device of its own for passkeys, which verifies its user at once. */
export async function addAuthenticator(page: Page): Promise<{ cdp: CDPSession; authenticatorId: string }> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
      ...{ isUserVerified: true, automaticPresenceSimulation: true },
    },
  })
  return { cdp, authenticatorId }
}
