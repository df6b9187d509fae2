import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from '@playwright/test'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatMoney } from '@/tenant/assets/money.js'
import { visible } from '@/tenant/assets/printable.js'
import { startTestTenant, type TestTenant } from '../support/tenant/tenant'
import { launchChromium } from './chromium'
import { askFor, poll, transferDetail } from './ciba'
import { inDatabase } from './joining'
import { phoneContext, signInOn, watchFor } from './phone-page'

let tenant: TestTenant
let browser: Browser
let first: BrowserContext
let page: Page
const problems: string[] = []

beforeAll(async () => {
  tenant = await startTestTenant()
  browser = await launchChromium()
  first = await phoneContext(browser)
})
afterAll(async () => {
  await browser.close()
  await tenant.stop()
})

const button = (on: Page, name: string) => on.getByRole('button', { name, exact: true })
const request = () => page.getByRole('region', { name: 'Approval request', exact: true })

async function expectWell(on: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page: on }).setLegacyMode(true).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
  const overflow = await on.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(overflow).toBeLessThanOrEqual(0)
}

/** A second browser, on which the customer has signed in. */
async function another(path?: string): Promise<Page> {
  const on = await signInOn(await phoneContext(browser), tenant, path)
  watchFor(problems, on)
  return on
}

describe('devices in a browser', () => {
  it('enrols the first one by a tap, under a guessed name, and the transfer that waited goes on', async () => {
    const id = await askFor(tenant, { binding_message: 'waited' })
    page = await signInOn(first, tenant)
    watchFor(problems, page)
    await button(page, 'Use this device').waitFor()
    expect(await page.getByLabel('Name of this device').inputValue()).toMatch(/^Chrome on /)
    await expectWell(page)
    await button(page, 'Use this device').click()
    await request().filter({ hasText: 'waited' }).waitFor()
    await expectWell(page)
    await button(page, 'Approve').click()
    await page.getByText('$25.00: You said yes.').waitFor()
    expect((await poll(tenant, id)).status).toBe(200)
  })

  it('can be installed, caches one page that says nothing of anybody, and shows it without a connection', async () => {
    await page.evaluate(() => navigator.serviceWorker.ready)
    await page.reload()
    await page.getByText('Up to date').waitFor()
    expect(await page.evaluate(() => navigator.serviceWorker.controller?.scriptURL)).toMatch(/worker\.js\?language=en$/)
    const kept = await page.evaluate(async () => {
      const opened = await Promise.all((await caches.keys()).map((name) => caches.open(name)))
      const requests = await Promise.all(opened.map((cache) => cache.keys()))
      return requests.flat().map(({ url }) => new URL(url).pathname)
    })
    expect(kept.filter((path) => !path.startsWith('/assets/'))).toEqual(['/phone/scan'])
    await first.setOffline(true)
    await page.reload()
    await page.getByRole('heading', { name: 'Without a connection' }).waitFor()
    expect(await page.content()).not.toMatch(/25\.00|Alice/)
    await first.setOffline(false)
    await page.getByRole('link', { name: 'Try again' }).click()
    await page.getByText('Up to date').waitFor()
  })

  it('keeps a key there that cannot be taken out', async () => {
    const kept = await page.evaluate(async () => {
      const opening = indexedDB.open('baink-phone')
      await new Promise((done) => {
        opening.onsuccess = done
      })
      const reading = opening.result.transaction('keys').objectStore('keys').get('auth0|alice')
      await new Promise((done) => {
        reading.onsuccess = done
      })
      const { privateKey } = reading.result as { privateKey: CryptoKey }
      const exported = await crypto.subtle.exportKey('jwk', privateKey).catch((error: Error) => error.name)
      return { extractable: privateKey.extractable, usages: privateKey.usages, exported }
    })
    expect(kept).toEqual({ extractable: false, usages: ['sign'], exported: 'InvalidAccessError' })
  })

  it('stays enrolled over a reload, and over a sign-out', async () => {
    await page.reload()
    await page.getByText('Up to date').waitFor()
    await button(page, 'Sign out').click()
    await page.getByLabel('Email').waitFor()
    await page.close()
    page = await signInOn(first, tenant)
    watchFor(problems, page)
    await page.getByText('Up to date').waitFor()
  })

  it('shows a second browser both ways in, and lets it in by a yes with the same code', async () => {
    await askFor(tenant, { binding_message: 'not for strangers' })
    const second = await another()
    await button(second, 'Ask my other device').waitFor()
    expect(await second.getByText('not for strangers').count()).toBe(0)
    expect(await second.getByText('Or with a ticket').isVisible()).toBe(true)
    await expectWell(second)
    await second.getByLabel('Name of this device').fill('The tablet')
    await button(second, 'Ask my other device').click()
    await second.getByText('Look at your other device').waitFor()
    const asks = page.getByRole('region', { name: 'Device request', exact: true })
    await asks.waitFor()
    expect(await asks.textContent()).toContain('The tablet')
    expect(await asks.textContent()).toContain((await second.locator('[data-code]').textContent()) ?? 'no code')
    // What it has asked for keeps no other way from it.
    await second.goto(`${tenant.issuer}phone/recover`)
    await button(second, 'Replace all devices').waitFor()
    await second.goto(`${tenant.issuer}phone`)
    await second.getByText('Look at your other device').waitFor()
    await expectWell(page)
    await asks.getByRole('button', { name: 'Allow', exact: true }).click()
    await second.getByText('Up to date').waitFor()
    await second.getByRole('region', { name: 'Approval request' }).getByRole('button', { name: 'Deny' }).click()
    await request().waitFor({ state: 'detached' })
    await second.context().close()
  })

  it('tells a refused browser so', async () => {
    const second = await another()
    await button(second, 'Ask my other device').click()
    await button(page, 'Refuse').click()
    await second.getByRole('alert').filter({ hasText: 'Your other device refused' }).waitFor()
    await button(second, 'Ask my other device').waitFor()
    await second.context().close()
  })

  it('lets a second browser in by a ticket', async () => {
    await page.getByRole('link', { name: 'Your devices' }).click()
    await button(page, 'Add a device').click()
    await page.getByRole('img', { name: 'QR code of the link below' }).waitFor()
    await expectWell(page)
    const link = (await page.getByRole('region', { name: 'Ticket' }).getByRole('link').getAttribute('href')) ?? ''
    const second = await another(link.slice(tenant.issuer.length))
    await second.getByLabel('Name of this device').fill('By ticket')
    await button(second, 'Use this device').click()
    await second.getByText('Up to date').waitFor()
    await page.reload()
    await button(page, 'Remove By ticket').click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click()
    await second.getByLabel('Email').waitFor()
    await button(page, 'Remove By ticket').waitFor({ state: 'detached' })
    await second.context().close()
  })

  it('renames a device, by keyboard', async () => {
    await button(page, 'Rename The tablet').focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('ControlOrMeta+A')
    await page.keyboard.type('Kitchen tablet')
    await page.keyboard.press('Enter')
    await button(page, 'Rename Kitchen tablet').waitFor()
    await page.getByRole('link', { name: 'Approvals' }).click()
    await page.getByText('Up to date').waitFor()
  })

  it('sends a reason along with a no', async () => {
    const id = await askFor(tenant)
    await request().getByText('Something wrong? Say what').click()
    await request().getByText('Something else').click()
    await request().getByPlaceholder('In your words').fill('zwölf,\u200F nicht zwanzig')
    await expectWell(page)
    await button(page, 'Deny').click()
    await page.getByText('$25.00: Denied.').waitFor()
    const { body } = await poll(tenant, id)
    expect(body.error_description).toBe('the customer denied the request: other: zw%C3%B6lf, nicht zwanzig')
  })

  it.each([
    ['another amount', '[data-shows="amount"]', '$2.50'],
    ['another payee', '[data-shows="payee"]', 'Somebody'],
    ['another message', '[data-shows="message"]', 'Transfer nothing'],
    ['no memo', '[data-shows="memo"]', null],
  ])('signs nothing when the screen shows %s than the document', async (_what, selector, text) => {
    const id = await askFor(tenant)
    await request().waitFor()
    await request()
      .locator(selector)
      .evaluate((element, shown) => {
        if (shown === null) element.remove()
        else element.textContent = shown
      }, text)
    await button(page, 'Approve').click()
    await request().getByRole('alert').filter({ hasText: 'What is shown is not what was asked for' }).waitFor()
    expect((await poll(tenant, id)).body.error).toBe('authorization_pending')
    await page.reload()
    await page.getByText('Up to date').waitFor()
    await button(page, 'Deny').click()
    await request().waitFor({ state: 'detached' })
  })

  it('compares what it shows by the same rules as the server that drew it', async () => {
    const texts = [
      '👨\u200D👩\u200D👧',
      'می\u200Cخواهم',
      'a\u00ADb\u3164c\u2028d',
      'Alice\u202Eecila',
      'two\n lines\ttabs',
      '\u0000\u2066x\uFEFF',
      'Ünï 🎁 <b>&amp;"\'',
      '••4321',
    ]
    const ODD = ['', '$', '$25.00 $1', '$2,5.00', '$25.00.00', '$1234,567.00']
    const amounts = ['USD 25.00', 'EUR 99999999999999.99', 'JPY 2500', 'CHF 0.05', 'KWD 1.234', 'AUD 12345.60']
    // A page of its own, whose policy does not keep this test's script out.
    const free = await (await browser.newContext({ bypassCSP: true })).newPage()
    await free.goto(`${tenant.issuer}phone`)
    for (const language of ['en', 'de'] as const) {
      const odd =
        language === 'en' ? ODD : ODD.map((text) => text.replace(/[.,]/g, (mark) => (mark === ',' ? '.' : ',')))
      const written = amounts.map((each) => formatMoney(each.slice(4), each.slice(0, 3), language))
      const script = `Promise.all([import('/assets/money.js'), import('/assets/printable.js')]).then(([money, text]) => ({
        texts: ${JSON.stringify(texts)}.map((each) => text.visible(each)),
        amounts: ${JSON.stringify([...written, ...odd])}.map((each) => money.decimalIn(each, '${language}') ?? null),
      }))`
      const seen = await free.evaluate<{ texts: string[]; amounts: string[] }>(script)
      expect(seen.texts).toEqual(texts.map((each) => visible(each)))
      expect(seen.amounts).toEqual([...amounts.map((each) => each.slice(4)), ...ODD.map(() => null)])
    }
  })

  it('can approve whatever characters a transfer may hold', async () => {
    const detail = transferDetail({
      creditorName: 'A\u00AD"<b>\u2003🎁',
      remittanceInformationUnstructured: "\\ '&amp;\u2800\u0301 👨\u200D👩\u200D👧",
    })
    const id = await askFor(tenant, { authorization_details: JSON.stringify([detail]) })
    await request().getByText('👨\u200D👩\u200D👧').waitFor()
    await button(page, 'Approve').click()
    await page.getByText('$25.00: You said yes.').waitFor()
    expect((await poll(tenant, id)).body.authorization_details).toEqual([detail])
  })

  it.each([
    ['phone/devices', 'devices.js', 'Add a device'],
    ['phone', 'phone.js', 'Deny'],
  ])('shows no button of %s before its script can hear a tap', async (path, script, name) => {
    if (name === 'Deny') await askFor(tenant)
    let letThrough = () => {}
    const held = new Promise<void>((done) => {
      letThrough = done
    })
    const on = await first.newPage()
    await on.route(`**/assets/${script}`, (route) => held.then(() => route.continue()))
    await on.goto(`${tenant.issuer}${path}`, { waitUntil: 'commit' })
    await on.locator('button', { hasText: name }).waitFor({ state: 'attached' })
    await expect.poll(() => button(on, name).count()).toBe(0)
    letThrough()
    await button(on, name).waitFor()
    await on.close()
    if (name === 'Deny') await button(page, 'Deny').click()
    await request().waitFor({ state: 'detached' })
  })

  it('is out of its place when it was removed from elsewhere', async () => {
    await inDatabase(tenant, async (sql) => {
      await sql`UPDATE tenant.devices SET removed_at = now() WHERE removed_at IS NULL AND name <> 'Kitchen tablet'`
      await sql`UPDATE tenant.users SET device_count = 1 WHERE sub = 'auth0|alice'`
    })
    await page.reload()
    await button(page, 'Ask my other device').waitFor()
  })

  it('broke no policy and threw no error on the way', () => {
    expect(problems).toEqual([])
  })
})
