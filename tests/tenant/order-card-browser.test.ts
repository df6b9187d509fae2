import type { Browser, Page } from '@playwright/test'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { APP_CLIENT, BROKERAGE, PASSWORD, SHOP, startTestTenant, type TestTenant } from '../support/tenant/tenant'
import { launchChromium } from './chromium'
import { askFor, poll } from './ciba'
import { orderForm, purchase, sale, shares } from './orders'
import { phoneContext, watchFor } from './phone-page'

// Orders at a business as a customer sees them on the phone, and answers there.

/** A card that has just left makes the others deaf to taps for a moment. */
const SETTLED_MS = 700
/** Pictures for a person to look at, where a folder is named. */
const PICTURES = process.env.PICTURES

let tenant: TestTenant
let browser: Browser
let page: Page
const problems: string[] = []

beforeAll(async () => {
  tenant = await startTestTenant({ clients: [APP_CLIENT, SHOP, BROKERAGE] })
  browser = await launchChromium()
  page = await (await phoneContext(browser)).newPage()
  watchFor(problems, page)
  await page.goto(`${tenant.issuer}phone`)
  await page.getByLabel('Email').fill('alice@example.com')
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('button', { name: 'Use this device', exact: true }).click()
  await page.getByText('Up to date').waitFor()
}, 120_000)
afterAll(async () => {
  await browser.close()
  await tenant.stop()
})

const card = () => page.getByRole('region', { name: 'Approval request', exact: true })
const atShop = (details: object[]) => askFor(tenant, orderForm(details, 'product:buy', SHOP.business.audience))
const atBrokerage = (details: object[]) =>
  askFor(tenant, orderForm(details, 'stock:trade', BROKERAGE.business.audience))

async function picture(name: string): Promise<void> {
  if (!PICTURES) return
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.screenshot({ path: `${PICTURES}/${name}-${colorScheme}.png`, fullPage: true })
  }
}

it.each([
  [
    'a purchase',
    'asks to buy',
    () => atShop(purchase()),
    /Total\s*129\.00 USD\s*Product\s*Running shoes\s*Quantity\s*2\s*Unit price\s*64\.50 USD\s*Merchant\s*bAInk Shop/,
  ],
  [
    'shares',
    'asks to buy shares',
    () => atBrokerage(shares()),
    /Ticker\s*ZEKO\s*Side\s*buy\s*Quantity\s*10\s*At most, for each\s*4\.80 USD/,
  ],
  [
    'a sale',
    'asks to sell shares',
    () => atBrokerage(sale()),
    /Side\s*sell\s*Quantity\s*10\s*At least, for each\s*4\.80 USD/,
  ],
])(
  '%s is read in the order in which a person asks, fits 360 pixels, and is approved as it was shown',
  async (name, asks, ask, rows) => {
    const id = await ask()
    await card().waitFor()
    const text = (await card().locator('dt, dd, h3, .asks').allTextContents()).join(' ').replace(/\s+/g, ' ')
    expect(text).toContain(asks)
    expect(text).toMatch(rows)
    if (name !== 'a sale') expect(text).toMatch(/Paid by this transfer Amount (129\.00|47\.10) USD From Checking/)
    await page.setViewportSize({ width: 360, height: 740 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
    await picture(name.replace(' ', '-'))
    await page.waitForTimeout(SETTLED_MS)
    await card().getByRole('button', { name: 'Approve', exact: true }).click()
    await card().waitFor({ state: 'detached' })
    expect((await poll(tenant, id)).body.access_token).toEqual(expect.any(String))
  },
)

it.each(['0.qty', '0.total', '0.product.name', '1.instructedAmount.amount', '1.creditorName'])(
  'a card whose %s reads differently from what is signed cannot be approved',
  async (place) => {
    const id = await atShop(purchase())
    await card().waitFor()
    await page.waitForTimeout(SETTLED_MS)
    await page.locator(`[data-shows="${place}"]`).evaluate((element) => {
      element.textContent = '1'
    })
    await card().getByRole('button', { name: 'Approve', exact: true }).click()
    await page.waitForTimeout(SETTLED_MS)
    expect((await poll(tenant, id)).body.error).toBe('authorization_pending')
    await page.reload()
    await page.waitForTimeout(SETTLED_MS)
    await card().getByRole('button', { name: 'Deny', exact: true }).click()
    await card().waitFor({ state: 'detached' })
  },
)

it('and the page has said nothing wrong', () => expect(problems).toEqual([]))
