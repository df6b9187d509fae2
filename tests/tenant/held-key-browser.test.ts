import type { Browser, BrowserContext, Page, Route } from '@playwright/test'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestTenant, type TestTenant } from '../support/tenant/tenant'
import { launchChromium } from './chromium'
import { forgetDevices, inDatabase } from './joining'
import { phoneContext, signInOn } from './phone-page'

let tenant: TestTenant
let browser: Browser
let context: BrowserContext
beforeAll(async () => {
  tenant = await startTestTenant()
  browser = await launchChromium()
})
afterAll(async () => {
  await browser.close()
  await tenant.stop()
})
beforeEach(async () => {
  await forgetDevices(tenant)
  context = await phoneContext(browser)
})

const button = (on: Page, name: string) => on.getByRole('button', { name, exact: true })
const PROVE = '**/phone/devices/prove'

/** Enrols the context's browser, and leaves it signed out with its key. */
async function enrolled(): Promise<void> {
  const page = await signInOn(context, tenant)
  await button(page, 'Use this device').click()
  await page.getByText('Up to date').waitFor()
  await button(page, 'Sign out').click()
  await page.getByLabel('Email').waitFor()
  await page.close()
}

const told = (status: number, body: object) => (route: Route) => route.fulfill({ status, json: body })

describe('a device that signs in again', () => {
  it.each<[string, (route: Route) => Promise<void>]>([
    ['too many at once', told(429, { code: 'slow_down', message: 'That was too much at once.' })],
    ['no database', told(503, { error: 'server_error' })],
    ['no answer', (route) => route.abort()],
    ['a challenge that was lost', told(403, { code: 'not_proven', message: 'Please reload.' })],
  ])('is offered nothing but to ask again after %s, and is itself again', async (_what, fail) => {
    await enrolled()
    await context.route(PROVE, fail)
    const page = await signInOn(context, tenant)
    await button(page, 'Try again').waitFor()
    for (const name of ['Ask my other device', 'Use this device'])
      expect(await button(page, name).isVisible()).toBe(false)
    await context.unroute(PROVE)
    await button(page, 'Try again').click()
    await page.getByText('Up to date').waitFor()
    await context.close()
  })

  it('keeps its key when it was taken for another and what it then asked for came to nothing', async () => {
    await enrolled()
    await context.route(PROVE, told(403, { code: 'unknown_device' }))
    await context.route('**/phone/device-requests', (route) => route.abort())
    const page = await signInOn(context, tenant)
    await button(page, 'Ask my other device').click()
    await page.getByRole('alert').filter({ hasText: 'The bank did not answer' }).waitFor()
    await context.unroute(PROVE)
    await page.reload()
    await page.getByText('Up to date').waitFor()
    await context.close()
  })

  it('is not let go of by the tap either, where the bank knows it by then', async () => {
    await enrolled()
    await context.route(PROVE, told(403, { code: 'unknown_device' }))
    const page = await signInOn(context, tenant)
    await button(page, 'Ask my other device').waitFor()
    await context.unroute(PROVE)
    await button(page, 'Ask my other device').click()
    await page.getByText('Up to date').waitFor()
    expect(await inDatabase(tenant, (sql) => sql`SELECT id FROM tenant.device_requests`)).toHaveLength(0)
    await context.close()
  })
})

describe('a new key', () => {
  it('is not lost with the answer that says it is enrolled', async () => {
    await context.route('**/phone/devices', async (route) => {
      if (route.request().method() === 'POST') await route.fetch()
      await route.abort()
    })
    const page = await signInOn(context, tenant)
    await button(page, 'Use this device').click()
    await page.getByRole('alert').filter({ hasText: 'The bank did not answer' }).waitFor()
    await button(page, 'Use this device').click()
    await page.getByText('Up to date').waitFor()
    await context.close()
  })

  it('goes on waiting for its yes while the bank does not answer', async () => {
    await enrolled()
    const other = await phoneContext(browser)
    const asking = await signInOn(other, tenant)
    await button(asking, 'Ask my other device').click()
    await asking.getByText('Look at your other device').waitFor()
    await other.route('**/phone/device-requests/*', told(503, { error: 'server_error' }))
    const failed = asking.waitForResponse((response) => response.status() === 503)
    await failed
    await other.route(PROVE, (route) => route.abort())
    await other.unroute('**/phone/device-requests/*')
    const page = await signInOn(context, tenant)
    await button(page, 'Allow').click()
    await asking.waitForRequest(PROVE)
    expect(await asking.getByText('Look at your other device').isVisible()).toBe(true)
    await other.unroute(PROVE)
    await asking.getByText('Up to date').waitFor()
    await other.close()
    await context.close()
  })
})
