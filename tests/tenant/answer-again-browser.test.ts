import type { Browser, Locator, Page, Route } from '@playwright/test'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestTenant, type TestTenant } from '../support/tenant/tenant'
import { launchChromium } from './chromium'
import { askFor, poll } from './ciba'
import { inDatabase, newcomer } from './joining'
import { phoneContext, signIn, signInOn, watchFor } from './phone-page'

let tenant: TestTenant
let browser: Browser
let page: Page
const problems: string[] = []
beforeAll(async () => {
  tenant = await startTestTenant()
  browser = await launchChromium()
  page = await signInOn(await phoneContext(browser), tenant)
  watchFor(problems, page)
  await page.getByRole('button', { name: 'Use this device', exact: true }).click()
  await page.getByText('Up to date').waitFor()
})
afterAll(async () => {
  await browser.close()
  await tenant.stop()
})
beforeEach(async () => {
  await inDatabase(tenant, (sql) => sql`DELETE FROM tenant.device_requests`)
  await inDatabase(tenant, (sql) => sql`DELETE FROM tenant.approvals`)
  await page.reload()
})

const button = (on: Locator, name: string) => on.getByRole('button', { name, exact: true })
const request = () => page.getByRole('region', { name: 'Approval request', exact: true })
const deviceRequest = () => page.getByRole('region', { name: 'Device request', exact: true })
const inFocus = () => page.evaluate(() => document.activeElement?.textContent?.trim())
const told = (status: number, body: object) => (route: Route) => route.fulfill({ status, json: body })

const PASSING: [string, (route: Route) => Promise<void>, string][] = [
  ['too many at once', told(429, { code: 'slow_down', message: 'Please wait a minute and try again.' }), 'try again'],
  ['no database', told(503, { error: 'server_error' }), 'The bank did not answer. Please try again.'],
  ['no answer', (route) => route.abort(), 'The bank did not answer. Please try again.'],
]

describe('a card', () => {
  it.each(PASSING)('of a transfer stays after %s, and can be answered again', async (_what, fail, words) => {
    const id = await askFor(tenant)
    await page.route('**/phone/requests/*', fail)
    await button(request(), 'Deny').press('Enter')
    await request().getByRole('alert').filter({ hasText: words }).waitFor()
    await page.unroute('**/phone/requests/*')
    await page.keyboard.press('Enter')
    await page.getByText('$25.00: Denied.').waitFor()
    await request().waitFor({ state: 'detached' })
    expect(await inFocus()).toBe('Approvals')
    expect((await poll(tenant, id)).body.error).toBe('access_denied')
  })

  it.each(PASSING)('of a device stays after %s, and can be answered again', async (_what, fail, words) => {
    const other = await newcomer(tenant)
    await other.offer('/phone/device-requests')
    await page.route('**/phone/device-requests/*', fail)
    await button(deviceRequest(), 'Refuse').press('Enter')
    await deviceRequest().getByRole('alert').filter({ hasText: words }).waitFor()
    await page.unroute('**/phone/device-requests/*')
    await page.keyboard.press('Enter')
    await page.getByText('Refused.', { exact: true }).waitFor()
    await deviceRequest().waitFor({ state: 'detached' })
    expect(await inFocus()).toBe('Approvals')
    const [row] = await inDatabase(tenant, (sql) => sql`SELECT answer FROM tenant.device_requests`)
    expect(row?.answer).toBe('refused')
  })

  it('goes once it was answered on another device, which is said', async () => {
    await askFor(tenant)
    await request().waitFor()
    await page.route('**/phone/requests/*', told(409, { code: 'answered', message: 'This was answered already.' }))
    await button(request(), 'Approve').click()
    await page.getByText('This was answered already.').waitFor()
    await request().waitFor({ state: 'detached' })
    await page.unroute('**/phone/requests/*')
  })
})

it('a device’s card that goes by itself gives the focus to the heading', async () => {
  const other = await newcomer(tenant)
  await other.offer('/phone/device-requests')
  await button(deviceRequest(), 'Allow').focus()
  await inDatabase(tenant, (sql) => sql`DELETE FROM tenant.device_requests`)
  await askFor(tenant)
  await deviceRequest().waitFor({ state: 'detached' })
  expect(await inFocus()).toBe('Approvals')
})

describe('a device whose browser throws where it should sign', () => {
  it('says so on either card, and both can be answered once it signs again', async () => {
    const id = await askFor(tenant)
    const other = await newcomer(tenant)
    await other.offer('/phone/device-requests')
    await button(deviceRequest(), 'Refuse').waitFor()
    await page.evaluate(() => {
      const real = SubtleCrypto.prototype.sign
      SubtleCrypto.prototype.sign = () => Promise.reject(new DOMException('no', 'OperationError'))
      Object.assign(window, { signAgain: () => Object.assign(SubtleCrypto.prototype, { sign: real }) })
    })
    for (const [card, names] of [
      [request(), ['Approve', 'Deny']],
      [deviceRequest(), ['Allow', 'Refuse']],
    ] as const) {
      for (const name of names) {
        await button(card, name).click()
        await card.getByRole('alert').filter({ hasText: 'This device could not sign.' }).waitFor()
        for (const each of names) expect(await button(card, each).isEnabled()).toBe(true)
        await card.getByRole('alert').evaluate((alert) => alert.remove())
      }
    }
    expect((await poll(tenant, id)).body.error).toBe('authorization_pending')
    await page.evaluate('signAgain()')
    await button(request(), 'Deny').click()
    await page.getByText('$25.00: Denied.').waitFor()
    await button(deviceRequest(), 'Refuse').click()
    await deviceRequest().waitFor({ state: 'detached' })
    expect((await poll(tenant, id)).body.error).toBe('access_denied')
  })
})

describe('a device whose browser has lost its key', () => {
  it('says so at the tap on either card, with what to do, and that is a way out', async () => {
    await askFor(tenant)
    const other = await newcomer(tenant)
    await other.offer('/phone/device-requests')
    await page.evaluate(async () => {
      const deleting = indexedDB.deleteDatabase('baink-phone')
      await new Promise((done) => {
        deleting.onsuccess = done
      })
    })
    await page.reload()
    for (const [card, name] of [
      [request(), 'Approve'],
      [deviceRequest(), 'Allow'],
    ] as const) {
      await button(card, name).click()
      await card.getByRole('alert').filter({ hasText: 'has lost its key. Sign out, and in again.' }).waitFor()
      expect(await button(card, name).isEnabled()).toBe(true)
    }
    await page.getByRole('button', { name: 'Sign out' }).click()
    await signIn(page)
    await page.getByRole('button', { name: 'Ask my other device', exact: true }).waitFor()
  })
})

it('broke no policy and threw no error on the way', () => {
  expect(problems).toEqual([])
})
