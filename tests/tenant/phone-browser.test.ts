import type { Browser, Page } from '@playwright/test'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestTenant, type TestTenant } from '../support/tenant/tenant'
import { launchChromium } from './chromium'
import { askFor, poll, transferDetail } from './ciba'
import { phoneContext, signInOn, watchFor } from './phone-page'

/** A card that has just left makes the others deaf to taps for a moment. */
const SETTLED_MS = 700

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

const request = () => page.getByRole('region', { name: 'Approval request', exact: true })
const askAbout = (memo: string, expiry = '120') =>
  askFor(tenant, {
    requested_expiry: expiry,
    authorization_details: JSON.stringify([transferDetail({ remittanceInformationUnstructured: memo })]),
  })

async function denyFirst(): Promise<void> {
  await page.waitForTimeout(SETTLED_MS)
  const id = await request().first().getAttribute('data-id')
  await request().first().getByRole('button', { name: 'Deny', exact: true }).click()
  await page.locator(`.request[data-id="${id}"]`).waitFor({ state: 'detached' })
}

describe('the phone in a browser', () => {
  it('shows a request the moment it comes, with all there is to know, and takes a yes', async () => {
    expect(await page.getByText('Nothing waits for you').isVisible()).toBe(true)
    const id = await askAbout('rainy days')
    await request().waitFor()
    const text = await request().textContent()
    for (const word of [
      '$25.00',
      'Checking',
      '••4321',
      'Savings',
      '••8765',
      'Alice Example',
      'rainy days',
      'Transfer 25.00 USD from',
    ]) {
      expect(text).toContain(word)
    }
    expect(text?.replace(/\s+/g, ' ')).toMatch(/[12]:\d\d left/)
    // A name of its own would be read in place of the time.
    expect(await request().getByRole('timer').getAttribute('aria-label')).toBeNull()
    await request().getByRole('button', { name: 'Approve', exact: true }).click()
    await page.getByText('$25.00: You said yes.').waitFor()
    expect(await request().count()).toBe(0)
    expect(await page.getByRole('listitem').textContent()).toContain('You said yes')
    expect((await poll(tenant, id)).status).toBe(200)
  })

  it('takes a no by keyboard alone', async () => {
    const id = await askAbout('by keyboard')
    await request().waitFor()
    await request().getByRole('button', { name: 'Deny', exact: true }).focus()
    await page.keyboard.press('Enter')
    await page.getByText('$25.00: Denied.').waitFor()
    expect((await poll(tenant, id)).body.error).toBe('access_denied')
  })

  it('takes an answer on a page that the browser has translated', async () => {
    const id = await askAbout('translated')
    await request().waitFor()
    await page.evaluate(translateAll)
    await request().getByRole('button', { name: 'APPROVE', exact: true }).click()
    await request().waitFor({ state: 'detached' })
    expect((await poll(tenant, id)).status).toBe(200)
  })

  it('lets the second half of a double tap fall on nothing', async () => {
    await page.setViewportSize({ width: 360, height: 1200 })
    await askAbout('one tap')
    await request().filter({ hasText: 'one tap' }).waitFor()
    const second = await askAbout('other tap')
    await request().filter({ hasText: 'other tap' }).waitFor()
    const box = await request().filter({ hasText: 'one tap' }).getByRole('button', { name: 'Approve' }).boundingBox()
    if (!box) throw new Error('no button')
    await page.waitForTimeout(SETTLED_MS)
    await page.mouse.click(box.x + 20, box.y + 20)
    await request().filter({ hasText: 'one tap' }).waitFor({ state: 'detached' })
    await page.mouse.click(box.x + 20, box.y + 20)
    await page.waitForTimeout(300)
    expect((await poll(tenant, second)).body.error).toBe('authorization_pending')
    await request().getByRole('button', { name: 'Deny' }).click()
    await request().waitFor({ state: 'detached' })
    await page.setViewportSize({ width: 360, height: 740 })
  })

  it('counts down and puts what nobody answered below', async () => {
    await askAbout('too late', '2')
    await request().waitFor()
    await request().waitFor({ state: 'detached', timeout: 5_000 })
    expect(await page.getByRole('listitem').first().textContent()).toContain('Expired')
  })

  it('counts the time that it slept through, and goes by the bank where its clock was set', async () => {
    await askAbout('while asleep')
    await request().waitFor()
    const left = async () => (await request().first().getByRole('timer').textContent())?.replace(/\s+/g, ' ')
    expect(await left()).toMatch(/^(1:5\d|2:00) left$/)
    // Asleep, the clock of `performance` stands still; the other one goes on.
    await page.evaluate(() => {
      const now = Date.now
      Date.now = () => now() + 65_000
    })
    await expect.poll(left).toMatch(/^0:5\d left$/)
    await page.evaluate(() => {
      const now = Date.now
      Date.now = () => now() + 600_000
    })
    await expect.poll(left).toBe('no time left')
    const approve = request().first().getByRole('button', { name: 'Approve', exact: true })
    expect(await approve.isDisabled()).toBe(true)
    await askAbout('news')
    await expect.poll(left).toMatch(/^1:\d\d left$/)
    expect(await approve.isEnabled()).toBe(true)
    await page.reload()
    for (let turn = 0; turn < 2; turn += 1) await denyFirst()
  })

  it('says when the connection is lost, and comes back by itself', async () => {
    await page.context().setOffline(true)
    await tenant.restart()
    await page.getByText('Connection lost, retrying…').waitFor()
    await page.context().setOffline(false)
    await page.getByText('Up to date').waitFor({ timeout: 15_000 })
    await askAbout('after the loss')
    await request().filter({ hasText: 'after the loss' }).waitFor()
  })

  it('fits the narrow screen', async () => {
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(overflow).toBeLessThanOrEqual(0)
  })

  it('signs out, in every tab', async () => {
    const other = await page.context().newPage()
    await other.goto(`${tenant.issuer}phone`)
    await other.getByText('Up to date').waitFor()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByLabel('Email').waitFor()
    await other.getByLabel('Email').waitFor()
  })

  it('broke no policy and threw no error on the way', () => {
    expect(problems).toEqual([])
  })
})

/** What a browser's own translation does to a page: other words, wrapped in elements, but where it is told not to. */
function translateAll(): void {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const nodes: Node[] = []
  while (texts.nextNode()) nodes.push(texts.currentNode)
  for (const node of nodes) {
    if (node.parentElement?.translate !== true || node.textContent?.trim() === '') continue
    const translated = document.createElement('font')
    translated.textContent = String(node.textContent).toUpperCase()
    node.parentNode?.replaceChild(translated, node)
  }
}
