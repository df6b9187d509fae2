import { randomUUID } from 'node:crypto'
import type { Browser, Page } from '@playwright/test'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestTenant, type TestTenant } from '../support/tenant/tenant'
import { launchChromium } from './chromium'
import { askFor, transferDetail } from './ciba'
import { inDatabase } from './joining'
import { signInOn, watchFor } from './phone-page'

// The customer's own no on the next card for the same transfer, in the hours of the phone and not of the server.

let tenant: TestTenant
let browser: Browser
let page: Page
const problems: string[] = []
/** The phone is in Kathmandu, whose clocks are so far ahead of UTC all year. */
const AHEAD_MS = (5 * 60 + 45) * 60_000
beforeAll(async () => {
  tenant = await startTestTenant()
  browser = await launchChromium()
  const viewport = { width: 360, height: 740 }
  const context = await browser.newContext({ viewport, timezoneId: 'Asia/Kathmandu', locale: 'en-GB' })
  page = await signInOn(context, tenant)
  watchFor(problems, page)
  await page.getByRole('button', { name: 'Use this device', exact: true }).click()
  await page.getByText('Up to date').waitFor()
})
afterAll(async () => {
  await browser.close()
  await tenant.stop()
})

const card = () => page.getByRole('region', { name: 'Approval request', exact: true })
const again = {
  debtorAccount: { id: randomUUID(), name: 'Checking', mask: '••4321' },
  creditorAccount: { id: randomUUID(), name: 'Savings', mask: '••8765' },
  instructedAmount: { currency: 'USD', amount: '1250.00' },
}

async function ask(): Promise<void> {
  await askFor(tenant, { authorization_details: JSON.stringify([transferDetail(again)]) })
  await card().waitFor()
  // A card that has just come takes no tap.
  await page.waitForTimeout(700)
}

it('a card that comes says when the same transfer was refused, to the eye and with the Approve button', async () => {
  await ask()
  expect(await card().textContent()).not.toContain('You refused this')
  await card().getByRole('button', { name: 'Deny', exact: true }).click()
  await card().waitFor({ state: 'detached' })
  await ask()
  const mark = card().getByText('You refused this at')
  const sentence = () => mark.evaluate((element) => element.textContent)
  expect(await sentence()).toMatch(/^You refused this at \d\d:\d\d( yesterday)?$/)
  const approve = card().getByRole('button', { name: 'Approve', exact: true })
  const ids = (await approve.getAttribute('aria-describedby'))?.split(' ') ?? []
  const marks = await card().locator('.marks').getAttribute('id')
  expect(ids).toContain(marks)

  const at = await inDatabase(tenant, async (sql) => {
    const [row] = await sql<{ at: Date }[]>`
      UPDATE tenant.approvals SET decided_at = now() - interval '1 hour' WHERE decision = 'denied' RETURNING decided_at AS at`
    return row?.at.getTime() ?? 0
  })
  const there = new Date(at + AHEAD_MS)
  const midnight = there.setUTCHours(24, 0, 0, 0) - AHEAD_MS
  const clock = new Date(at + AHEAD_MS).toISOString().slice(11, 16)
  const looks: [now: number, text: string][] = [
    [at, clock],
    [midnight - 1_000, clock],
    [midnight + 1_000, `${clock} yesterday`],
  ]
  for (const [now, text] of looks) {
    await page.clock.setFixedTime(now)
    await page.reload()
    await page.getByText('Up to date').waitFor()
    expect(await sentence()).toBe(`You refused this at ${text}`)
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  expect(problems).toEqual([])
})

it('an earlier request keeps its payee and amount in one line at 360 px, and no number is broken', async () => {
  const at = (selector: string) => page.locator('.past').first().locator(selector).boundingBox()
  const [payee, amount, when] = [await at('.past-payee'), await at('.past-amount'), await at('.past-when')]
  expect(Math.abs((payee?.y ?? 0) - (amount?.y ?? 99))).toBeLessThan(3)
  expect(amount?.height).toBe(payee?.height)
  expect(when?.y).toBeGreaterThan((payee?.y ?? 0) + (payee?.height ?? 0) - 1)
})
