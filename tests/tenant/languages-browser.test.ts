import { randomUUID } from 'node:crypto'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from '@playwright/test'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { documentOf, hashOfDisplayed } from '@/tenant/phone/displayed'
import { PASSWORD, startTestTenant, type TestTenant } from '../support/tenant/tenant'
import { authorizationRequest } from './browser'
import { launchChromium } from './chromium'
import { askFor, poll, transferDetail } from './ciba'
import { inDatabase, newcomer } from './joining'
import { watchFor } from './phone-page'

let tenant: TestTenant
let browser: Browser
let page: Page
const problems: string[] = []
beforeAll(async () => {
  tenant = await startTestTenant()
  browser = await launchChromium()
  const context = await browser.newContext({
    viewport: { width: 320, height: 740 },
    locale: 'de-DE',
    reducedMotion: 'reduce',
  })
  page = await context.newPage()
  watchFor(problems, page)
})
afterAll(async () => {
  await browser.close()
  await tenant.stop()
})

/** In the page: what reaches beyond the room of its card, and links too small to be tapped (WCAG 2.5.8). */
function misplaced(): string[] {
  const shown = [...document.querySelectorAll<HTMLElement>('.card button, .card input, nav a')].filter(
    (one) => one.offsetWidth > 0,
  )
  return shown.flatMap((one) => {
    const { right, height } = one.getBoundingClientRect()
    const card = one.closest('.card')
    const room = card
      ? card.getBoundingClientRect().right - Number.parseFloat(getComputedStyle(card).paddingRight)
      : innerWidth
    const isSmall = one.matches('a') && height < 24
    return right > room + 1 || isSmall ? [one.outerHTML] : []
  })
}

/** Nothing on the page is in anybody's way, in light and in dark, and nothing reaches beyond the narrow screen. */
async function expectInOrder(): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
  expect(await page.evaluate(misplaced)).toEqual([])
}

const button = (name: string) => page.getByRole('button', { name, exact: true })

it('a browser from Germany signs in, becomes a device and approves, all in German', async () => {
  await page.goto(authorizationRequest(tenant).url.href)
  await page.getByRole('heading', { name: 'Willkommen zurück' }).waitFor()
  await expectInOrder()
  await page.goto(`${tenant.issuer}phone`)
  await page.getByLabel('E-Mail').fill('alice@example.com')
  await page.getByLabel('Passwort').fill('not this one')
  await button('Weiter').click()
  await page.getByRole('alert').filter({ hasText: 'E-Mail oder Passwort ist falsch' }).waitFor()
  await page.getByLabel('Passwort').fill(PASSWORD)
  await button('Weiter').click()
  await page.getByRole('heading', { name: 'Nur von diesem Gerät antworten' }).waitFor()
  await expectInOrder()
  expect(await page.getByLabel('Name dieses Geräts').inputValue()).toMatch(/^Chrome unter /)
  await button('Dieses Gerät verwenden').click()
  await page.getByText('Aktuell', { exact: true }).waitFor()

  const detail = transferDetail({ instructedAmount: { currency: 'USD', amount: '1250.50' } })
  const message = 'Transfer 1250.50 USD from Checking 4321'
  const id = await askFor(tenant, { authorization_details: JSON.stringify([detail]), binding_message: message })
  const request = page.getByRole('region', { name: 'Freigabeanfrage', exact: true })
  await request.waitFor()
  expect((await request.textContent())?.replace(/\s+/g, ' ').trim()).toMatch(
    /^Aiya möchte überweisen ?noch [45]:\d\d ?1\.250,50 \$ USD ?Erste Überweisung.*Von ?Checking.*Im Chat steht Transfer 1250\.50 USD/,
  )
  await expectInOrder()
  const displayed = await request.getAttribute('data-displayed')
  expect(displayed).toBe(documentOf([{ ...detail, type: 'payment_initiation' }], message))
  await button('Freigeben').click()
  await page.getByText(/^1\.250,50\s\$: Von Ihnen freigegeben\.$/).waitFor()
  const { access_token: token } = (await poll(tenant, id)).body
  expect(decodeJwt(String(token)).displayed_hash).toBe(hashOfDisplayed(displayed ?? ''))
  expect(await page.getByRole('listitem').first().locator('time').textContent()).toMatch(
    /^\d\d?\.\d\d\.\d{4}, \d\d:\d\d$/,
  )
})

it('the devices and the page for a phone without a connection are German, and the worker keeps that page', async () => {
  await page.getByRole('link', { name: 'Ihre Geräte und Passkeys' }).click()
  await page.getByRole('button', { name: /^Umbenennen: Chrome unter / }).click()
  // A name may be as long as the bank takes it, however many units of UTF-16 that is.
  await page.getByLabel('Name', { exact: true }).fill('📱'.repeat(40))
  await button('Speichern').click()
  await page.getByRole('button', { name: `Umbenennen: ${'📱'.repeat(40)}` }).click()
  await page.getByLabel('Name', { exact: true }).fill('Chrome unter Windows')
  await button('Speichern').click()
  await page.getByRole('button', { name: 'Umbenennen: Chrome unter Windows' }).waitFor()
  const stored = await inDatabase(tenant, (sql) => sql`SELECT name FROM tenant.devices WHERE removed_at IS NULL`)
  expect(stored.map(({ name }) => name)).toContain('Chrome on Windows')
  await button('Gerät hinzufügen').click()
  await page.getByRole('img', { name: 'QR-Code des Links darunter' }).waitFor()
  await expectInOrder()
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true))
  await page.context().setOffline(true)
  await page.goto(`${tenant.issuer}phone`)
  await page.getByRole('heading', { name: 'Mit einem Code freigeben' }).waitFor()
  await expectInOrder()
  const identifier = randomUUID()
  const detail = transferDetail({ identifier, instructedAmount: { currency: 'EUR', amount: '12345.60' } })
  await askFor(tenant, { authorization_details: JSON.stringify([detail]) })
  const shown = await newcomer(tenant)
  const computer = await fetch(`${shown.origin}/phone/codes/${identifier}`, {
    headers: { cookie: shown.cookie, 'accept-language': 'de' },
  })
  const [, text = ''] = /<textarea[^>]*>([^<]*)</.exec(await computer.text()) ?? []
  await page.getByText('Stattdessen den Text einfügen').click()
  await page.getByLabel('Text des Codes').fill(text.replaceAll('&quot;', '"').replaceAll('&amp;', '&'))
  await button('Text lesen').click()
  const request = page.getByRole('region', { name: 'Freigabeanfrage', exact: true })
  expect((await request.textContent())?.replace(/\s+/g, ' ')).toMatch(
    /möchte überweisen ?Bis \d\d:\d\d ?12\.345,60 € EUR/,
  )
  await button('Freigeben').click()
  expect(await page.getByRole('region', { name: 'Ihr Code' }).textContent()).toMatch(/[0-9A-Z]{4}-[0-9A-Z]{4}/)
  await page.context().setOffline(false)
})

it('the worker says that something waits in the language of the page that registered it', async () => {
  const worker = page
    .context()
    .serviceWorkers()
    .find((each) => each.url().endsWith('?language=de'))
  const said = await worker?.evaluate(async () => {
    const told: string[] = []
    const { registration } = globalThis as unknown as { registration: object }
    Object.assign(registration, { showNotification: async (title: string) => told.push(title) })
    dispatchEvent(Object.assign(new Event('push'), { data: null, waitUntil: () => {} }))
    return told
  })
  expect(said).toEqual(['Etwas wartet auf Ihre Zustimmung'])
})

it('another language is a link away, by keyboard as well, for the page, its scripts and its worker', async () => {
  await page.goto(`${tenant.issuer}phone`)
  await page.getByText('Aktuell', { exact: true }).waitFor()
  const languages = page.getByRole('navigation', { name: 'Sprache' })
  expect(await languages.getByRole('link', { name: 'Deutsch' }).getAttribute('aria-current')).toBe('true')
  await languages.getByRole('link', { name: 'English' }).focus()
  await page.keyboard.press('Enter')
  await page.getByText('Up to date').waitFor()
  expect(await page.locator('html').getAttribute('lang')).toBe('en')
  await page.goto(`${tenant.issuer}phone/devices`)
  await page.getByText('Chrome on Windows', { exact: true }).waitFor()
  await page.goto(`${tenant.issuer}phone`)
  const worker = () =>
    page.evaluate(async () => (await navigator.serviceWorker.getRegistration('/phone'))?.active?.scriptURL)
  await vi.waitUntil(async () => (await worker())?.endsWith('/assets/worker.js?language=en'), { timeout: 10_000 })
  await page.context().setOffline(true)
  await page.goto(`${tenant.issuer}phone`)
  await page.getByRole('heading', { name: 'Approve by a code' }).waitFor()
  await page.context().setOffline(false)
  expect(problems).toEqual([])
})
