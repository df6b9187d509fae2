import type { Browser, Locator, Page } from '@playwright/test'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestTenant, type TestTenant } from '../support/tenant/tenant'
import { launchChromium } from './chromium'
import { askFor, poll } from './ciba'
import { inDatabase, type Newcomer, newcomer } from './joining'
import { phoneContext, signInOn } from './phone-page'

/** A little more than a card that came or left makes the others deaf for. */
const SETTLED_MS = 700

let tenant: TestTenant
let browser: Browser
let page: Page
beforeAll(async () => {
  tenant = await startTestTenant()
  browser = await launchChromium()
  page = await signInOn(await phoneContext(browser), tenant)
  await page.setViewportSize({ width: 360, height: 1600 })
  await page.getByRole('button', { name: 'Use this device', exact: true }).click()
  await page.getByText('Up to date').waitFor()
})
afterAll(async () => {
  await browser.close()
  await tenant.stop()
})
beforeEach(async () => {
  await inDatabase(tenant, async (sql) => {
    await sql`DELETE FROM tenant.device_requests`
    await sql`UPDATE tenant.approvals SET expires_at = now() WHERE decision IS NULL`
  })
  await page.reload()
  await page.getByText('Up to date').waitFor()
})

interface Asked {
  from: Newcomer
  id: string
  card: Locator
}

/** A stranger with the password asks to be let in, and the card is there. */
async function strangerAsks(): Promise<Asked> {
  const from = await newcomer(tenant)
  const { body } = await from.offer('/phone/device-requests')
  const id = String(body.request)
  const card = page.locator(`[data-id="${id}"]`)
  await card.waitFor()
  return { from, id, card }
}

async function stateOf({ from, id }: Asked): Promise<unknown> {
  const answer = await fetch(`${from.origin}/phone/device-requests/${id}`, { headers: { cookie: from.cookie } })
  return ((await answer.json()) as { state: string }).state
}

async function placeOf(card: Locator, name: string): Promise<[x: number, y: number]> {
  const box = await card.getByRole('button', { name, exact: true }).boundingBox()
  if (!box) throw new Error(`no button ${name}`)
  return [box.x + 20, box.y + 20]
}

// On a machine that is too busy to tap at once, the tap comes too late to prove anything: it is tapped again.
describe('a tap that follows a change of the page at once', { retry: 2 }, () => {
  it('allows no second device by a double tap on the first one’s Allow', async () => {
    const [first, second] = [await strangerAsks(), await strangerAsks()]
    await page.waitForTimeout(SETTLED_MS)
    const thumb = await placeOf(first.card, 'Allow')
    await page.mouse.click(...thumb)
    await first.card.waitFor({ state: 'detached' })
    await page.mouse.click(...thumb)
    expect(await placeOf(second.card, 'Allow')).toEqual(thumb)
    await page.waitForTimeout(SETTLED_MS)
    expect(await stateOf(first)).toBe('allowed')
    expect(await stateOf(second)).toBe('waiting')
  })

  it('allows none that moved up because another one ran out', async () => {
    const [first, second] = [await strangerAsks(), await strangerAsks()]
    await page.waitForTimeout(SETTLED_MS)
    const thumb = await placeOf(first.card, 'Allow')
    await inDatabase(tenant, (sql) => sql`DELETE FROM tenant.device_requests WHERE id = ${first.id}`)
    await (await newcomer(tenant)).offer('/phone/device-requests')
    await first.card.waitFor({ state: 'detached' })
    await page.mouse.click(...thumb)
    await page.waitForTimeout(SETTLED_MS)
    expect(await stateOf(second)).toBe('waiting')
  })

  it('allows no device whose card moved because a transfer in the other list was answered, nor the other way', async () => {
    const id = await askFor(tenant)
    const transfer = page.getByRole('region', { name: 'Approval request', exact: true })
    await transfer.waitFor()
    const stranger = await strangerAsks()
    await page.waitForTimeout(SETTLED_MS)
    await page.mouse.click(...(await placeOf(transfer, 'Deny')))
    await transfer.waitFor({ state: 'detached' })
    await page.mouse.click(...(await placeOf(stranger.card, 'Allow')))
    await page.waitForTimeout(SETTLED_MS)
    expect((await poll(tenant, id)).body.error).toBe('access_denied')
    expect(await stateOf(stranger)).toBe('waiting')
    const next = await askFor(tenant)
    await transfer.waitFor()
    await page.mouse.click(...(await placeOf(transfer, 'Approve')))
    await page.waitForTimeout(SETTLED_MS)
    expect((await poll(tenant, next)).body.error).toBe('authorization_pending')
  })
})
