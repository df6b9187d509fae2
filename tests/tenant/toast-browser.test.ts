import type { Browser, Page } from '@playwright/test'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestTenant, type TestTenant } from '../support/tenant/tenant'
import { launchChromium } from './chromium'
import { askFor, poll } from './ciba'
import { phoneContext, signInOn } from './phone-page'

// What the phone says for a moment hides no button, and lets no tap through to what is below it.

/** A little more than a card that came or left makes the others deaf for. */
const SETTLED_MS = 700

let tenant: TestTenant
let browser: Browser
let page: Page
beforeAll(async () => {
  tenant = await startTestTenant()
  browser = await launchChromium()
  page = await signInOn(await phoneContext(browser), tenant)
  await page.getByRole('button', { name: 'Use this device', exact: true }).click()
  await page.getByText('Up to date').waitFor()
})
afterAll(async () => {
  await browser.close()
  await tenant.stop()
})

const cards = () => page.getByRole('region', { name: 'Approval request', exact: true })

/** Where the toast is, and what a tap in its middle meets. */
const toast = () =>
  page.locator('[data-toast]').evaluate((element) => {
    const { x, y, width, height } = element.getBoundingClientRect()
    const middle = [x + width / 2, y + height / 2] as const
    return {
      text: element.textContent,
      bottom: y + height,
      middle,
      meets: document.elementFromPoint(...middle) === element,
    }
  })

it('the toast covers neither Deny nor Approve at 360 px, and takes the taps where it stands', async () => {
  const asked = [await askFor(tenant), await askFor(tenant)]
  await expect.poll(() => cards().count()).toBe(2)
  await page.waitForTimeout(SETTLED_MS)
  await cards().first().getByRole('button', { name: 'Deny', exact: true }).click()
  await expect.poll(() => cards().count()).toBe(1)
  await page.evaluate(() => window.scrollTo(0, 0))
  const shown = await toast()
  expect(shown).toMatchObject({ text: '$25.00: Denied. Nothing moves.', meets: true })
  for (const name of ['Deny', 'Approve']) {
    const button = await cards().getByRole('button', { name, exact: true }).boundingBox()
    expect(button?.y).toBeGreaterThan(shown.bottom)
  }
  // Scrolled until Approve is where the toast is: nothing of the card may be met there.
  const approve = cards().getByRole('button', { name: 'Approve', exact: true })
  await page.setViewportSize({ width: 360, height: 400 })
  await approve.evaluate(
    (element, y) => window.scrollBy(0, element.getBoundingClientRect().y - y),
    shown.middle[1] - 10,
  )
  await page.evaluate(() => document.querySelector('[data-toast]')?.append('.'))
  await page.waitForTimeout(SETTLED_MS)
  const box = await approve.boundingBox()
  await page.mouse.click((box?.x ?? 0) + (box?.width ?? 0) / 2, shown.middle[1])
  await page.waitForTimeout(300)
  expect((await toast()).meets).toBe(true)
  expect((await poll(tenant, asked[1] ?? '')).body.error).toBe('authorization_pending')
})
