import type { Browser, Page } from '@playwright/test'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ALONE_PASSWORD, type AloneTenant, askAlone, pollAlone, SHOP, startAlone } from '../support/tenant/alone'
import { launchChromium } from '../tenant/chromium'
import { transferDetail } from '../tenant/ciba'
import { phoneContext, watchFor } from '../tenant/phone-page'

/** A card that has just left makes the others deaf to taps for a moment. */
const SETTLED_MS = 700
/** Pictures for a person to look at, where a folder is named. */
const PICTURES = process.env.PICTURES

let tenant: AloneTenant
let browser: Browser
let page: Page
const problems: string[] = []

beforeAll(async () => {
  tenant = await startAlone()
  browser = await launchChromium()
  page = await (await phoneContext(browser)).newPage()
  watchFor(problems, page)
  await page.goto(`${tenant.issuer}phone`)
  await page.getByLabel('Email').fill('alice@example.com')
  await page.getByLabel('Password').fill(ALONE_PASSWORD)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('button', { name: 'Use this device', exact: true }).click()
  await page.getByText('Up to date').waitFor()
}, 120_000)
afterAll(async () => {
  await browser.close()
  await tenant.stop()
})

const card = () => page.getByRole('region', { name: 'Approval request', exact: true })

const ORDER = {
  type: 'product_order',
  product: { name: 'Noise-cancelling headphones', id: 'sku-88213' },
  qty: 2,
  unitPrice: '42.25',
  total: '84.50',
  currency: 'USD',
  merchant: 'The Demo Shop',
  options: ['gift wrap', 'express'],
  insured: false,
  note: '<b>Pay</b> \u202Enow',
  extras: [],
}

async function ask(message: string, details: object[]): Promise<unknown> {
  const changes = { binding_message: message, scope: 'openid product:buy', audience: SHOP }
  const rar = details.length > 0 ? { authorization_details: JSON.stringify(details) } : undefined
  const { body } = await askAlone(tenant.issuer, { ...changes, ...rar })
  await card().waitFor()
  return body.auth_req_id
}

async function settle(answer: 'Approve' | 'Deny'): Promise<void> {
  await page.waitForTimeout(SETTLED_MS)
  await card().getByRole('button', { name: answer, exact: true }).click()
  await card().waitFor({ state: 'detached' })
}

async function picture(name: string): Promise<void> {
  if (!PICTURES) return
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.screenshot({ path: `${PICTURES}/${name}-${colorScheme}.png`, fullPage: true })
  }
}

describe('what is no transfer, on the phone', () => {
  it('shows each member in the order it was sent, and its yes is signed over all of it', async () => {
    const id = await ask('Two headphones', [ORDER])
    const rows = await card()
      .locator('dl.facts > div')
      .evaluateAll((list) => list.map((row) => row.textContent))
    expect(rows).toEqual([
      'Typeproduct_order',
      'Product, nameNoise-cancelling headphones',
      'Product, idsku-88213',
      'Qty2',
      'Unit price42.25 USD',
      'Total84.50 USD',
      'CurrencyUSD',
      'MerchantThe Demo Shop',
      'Optionsgift wrap, express',
      'Insuredfalse',
      'Note<b>Pay</b> \uFFFDnow',
      'Extras(nothing)',
    ])
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)
    expect(wide).toBe(false)
    await picture('order')
    await settle('Approve')
    const { body } = await pollAlone(tenant.issuer, id)
    expect(body.authorization_details).toEqual([ORDER])
    expect(await page.getByRole('listitem').first().textContent()).toContain('Two headphones')
  })

  it('signs nothing whose screen was changed', async () => {
    await ask('Another order', [ORDER])
    await card()
      .locator('[data-shows="0.total"]')
      .evaluate((element) => {
        element.textContent = '8.45'
      })
    await page.waitForTimeout(SETTLED_MS)
    await card().getByRole('button', { name: 'Approve', exact: true }).click()
    await card().getByText('What is shown is not what was asked for').waitFor()
    await card()
      .locator('[data-shows="0.total"]')
      .evaluate((element) => {
        element.textContent = '84.50'
      })
    await settle('Deny')
  })

  it('says that there is no detail beside the message', async () => {
    const id = await ask('Log in at the till', [])
    expect(await card().textContent()).toContain('There is no detail beside this message')
    await picture('message')
    await settle('Approve')
    const answer = await pollAlone(tenant.issuer, id)
    expect(answer.status).toBe(200)
    expect(answer.body.authorization_details).toBeUndefined()
  })

  it('draws two details one below the other, and a transfer as the bank does', async () => {
    await ask('An order and its payment', [ORDER, { ...transferDetail(), identifier: 'order-7' }])
    expect(await card().locator('dl.facts').count()).toBe(2)
    expect(await card().locator('[data-shows="1.instructedAmount.amount"]').textContent()).toBe('25.00')
    await picture('two')
    await settle('Approve')
    await ask('A transfer', [transferDetail()])
    expect(await card().locator('.amount').textContent()).toContain('$25.00')
    await settle('Approve')
  })

  it('breaks no policy of its own page', () => {
    expect(problems).toEqual([])
  })
})
