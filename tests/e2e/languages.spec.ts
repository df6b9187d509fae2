import { expect, type Page } from '@playwright/test'
import { openApproval } from './support/approvals'
import { expectNoSeriousViolations } from './support/axe'
import { accountNamed, bank } from './support/bank'
import { test } from './support/journey'

/** The texts of every script that the page loads from now on. */
function scriptsOf(page: Page): Promise<string>[] {
  const scripts: Promise<string>[] = []
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') scripts.push(response.text().catch(() => ''))
  })
  return scripts
}

/** A sentence of each page in German, beside its heading. */
const PAGES: [path: string, heading: string, sentence: string | RegExp][] = [
  ['/accounts', 'Konten', 'Was Sie gerade haben.'],
  ['/transfer', 'Überweisung', 'Zwischen Ihren eigenen Konten oder an gespeicherte Empfänger.'],
  ['/approvals', 'Freigaben', 'Wonach Ihr Telefon gefragt wurde, und was daraus geworden ist.'],
  ['/mandates', 'Vollmachten', 'Die Vollmacht gilt nach Ihrer Zustimmung auf dem Telefon.'],
  ['/aiya', 'Hallo, ich bin Aiya', 'Aiya spricht und versteht nur Englisch.'],
  ['/orders', 'Aufträge', 'Was Sie gekauft und verkauft haben, und was noch wartet.'],
  ['/portfolio', 'Depot', 'Ihre Aktien beim Broker. Kurse können fallen wie steigen.'],
  ['/profile', 'Profil', 'Auch was Sie hier selbst überweisen, kann auf Ihre Zustimmung am Telefon warten.'],
  ['/nowhere', 'Hier ist nichts', 'Die Adresse ist möglicherweise falsch geschrieben'],
]

test('the portal speaks the language that the customer chooses, and brings no other', async ({ alice }) => {
  // Ten pages, one after the other.
  test.slow()
  const scripts = scriptsOf(alice)
  const [savings, checking] = [
    await accountNamed(alice.request, 'Savings'),
    await accountNamed(alice.request, 'Checking'),
  ]
  await openApproval(savings, checking, 700)
  await alice.goto('/profile')
  await expect(alice.locator('html')).toHaveAttribute('lang', 'en')
  await alice.getByRole('group', { name: 'Language' }).getByRole('button', { name: 'Deutsch' }).click()
  await expect(alice.getByRole('heading', { name: 'Profil', exact: true })).toBeVisible()
  await expect(alice.getByRole('button', { name: 'Deutsch' })).toBeFocused()
  await expect(alice.locator('html')).toHaveAttribute('lang', 'de')
  await expect(alice).toHaveTitle(/Profil · the bAInk/)

  for (const [path, heading, sentence] of PAGES) {
    await alice.goto(path)
    await expect(alice.getByRole('heading', { level: 1, name: heading })).toBeVisible()
    await expect(alice.getByRole('main').getByText(sentence)).toBeVisible()
    await expect(alice.locator('[aria-busy="true"]')).toHaveCount(0)
    await expectNoSeriousViolations(alice)
  }
  await alice.goto('/approvals')
  await alice.getByRole('link', { name: 'Verlauf' }).first().click()
  await expect(alice).toHaveTitle(/Freigabe: 7,00\s\$/)
  await expect(alice.getByRole('heading', { name: 'Verlauf' })).toBeVisible()
  await expect(alice.getByText(/^Aus dem Prüfprotokoll der Bank\./)).toBeVisible()

  await alice.goto('/profile')
  await alice.getByRole('group', { name: 'Sprache' }).getByRole('button', { name: 'English' }).click()
  await expect(alice.getByRole('heading', { name: 'Profile', exact: true })).toBeVisible()
  await expect(alice.locator('html')).toHaveAttribute('lang', 'en')

  const texts = await Promise.all(scripts)
  expect(texts.length).toBeGreaterThan(5)
  for (const sentence of ['Was Sie gerade haben', 'What you have right now'])
    expect(texts.filter((text) => text.includes(sentence))).toEqual([])
})

test('a browser from Germany gets German, and the amounts that it reads are the ones that it writes', async ({
  browser,
  aliceBrowser,
}) => {
  const context = await browser.newContext({
    baseURL: bank.app,
    storageState: aliceBrowser.session,
    locale: 'de-DE',
    timezoneId: 'America/Los_Angeles',
  })
  const page = await context.newPage()
  await page.goto('/transfer')
  const zone = async () => (await context.cookies()).find(({ name }) => name === 'baink_time_zone')?.value
  await expect.poll(zone).toBe('America%2FLos_Angeles')
  await page.getByRole('button', { name: 'Jetzt überweisen' }).click()
  await expect(page.getByRole('combobox', { name: 'An', exact: true })).toHaveAccessibleDescription(
    /Bitte wählen Sie den Empfänger/,
  )
  await page.getByRole('combobox', { name: 'Von', exact: true }).click()
  await page.getByRole('option', { name: /^Savings / }).click()
  await page.getByRole('combobox', { name: 'An', exact: true }).click()
  await page.getByRole('option', { name: /^Checking / }).click()
  const amount = page.getByLabel('Betrag')
  await amount.fill('1.234,5')
  await amount.press('Tab')
  await expect(amount).toHaveValue('1.234,50')
  await amount.fill('1.500')
  await amount.press('Tab')
  await expect(amount).toHaveValue('1.500,00')
  await amount.fill('1,250')
  await amount.press('Tab')
  await expect(amount).toHaveAccessibleDescription(/Das kann 1,25 USD oder 1\.250,00 USD bedeuten/)
  await page.getByRole('group', { name: 'Was meinen Sie?' }).getByRole('button', { name: '1,25 USD' }).click()
  await expect(amount).toBeFocused()
  await expect(amount).toHaveValue('1,25')

  await amount.fill('12,50')
  await page.getByLabel('Verwendungszweck').fill('Notgroschen')
  const sent = page.waitForRequest('**/api/accounts/transfers')
  await page.keyboard.press('Enter')
  expect((await sent).postDataJSON()).toMatchObject({ amount: '12.50', memo: 'Notgroschen' })
  await expect(page.getByRole('status')).toContainText(/12,50\s\$ überwiesen/)
  await page.getByRole('link', { name: 'Kontoauszug ansehen' }).click()
  const newest = page.getByRole('table', { name: 'Umsätze, neueste zuerst' }).getByRole('row', { name: /Notgroschen/ })
  await expect(newest.first()).toContainText(/−12,50\s\$/)
  await expectNoSeriousViolations(page)
  await page.reload()
  await expect(page.getByText('Kontostand', { exact: true })).toBeVisible()

  // Aiya asks about a number that the page's language writes otherwise.
  await page.goto('/aiya')
  await page.getByRole('textbox', { name: 'Nachricht an Aiya' }).fill('move 1,500 to savings')
  await page.getByRole('button', { name: 'Senden' }).click()
  await expect(page.getByRole('log')).toContainText('This can mean 1.50 USD or 1,500.00 USD')
  await expect(page.getByText('This can mean 1.50 USD').locator('xpath=ancestor::*[@lang][1]')).toHaveAttribute(
    'lang',
    'en',
  )

  // What was typed in one language keeps its meaning in the other.
  await page.goto('/transfer')
  await amount.fill('1.500')
  await amount.press('Tab')
  await expect(amount).toHaveValue('1.500,00')
  await context.addCookies([{ name: 'baink_language', value: 'en', url: bank.app }])
  await page.reload()
  const english = page.getByLabel('Amount')
  await expect(english).toHaveValue('1,500.00')
  for (const text of ['1.500', '1,500']) {
    await english.fill(text)
    await english.press('Tab')
    await expect(english).toHaveAccessibleDescription(/This can mean 1\.50 USD or 1,500\.00 USD/)
  }
  await context.close()
})

test('without a choice the browser decides, and an unknown language is English', async ({ page }) => {
  const languageFor = async (header: string) => {
    const html = await (await page.request.get('/', { headers: { 'Accept-Language': header } })).text()
    return /<html lang="(\w+)"/.exec(html)?.[1]
  }
  expect(await languageFor('de-AT,de;q=0.9,en;q=0.8')).toBe('de')
  expect(await languageFor('fr-FR,en;q=0.3,de;q=0.5')).toBe('de')
  expect(await languageFor('en-GB,de;q=0.9')).toBe('en')
  expect(await languageFor('de;q=0,fr')).toBe('en')
})

test('the sign-in speaks the language of the portal that leads to it', async ({ page }) => {
  await page.context().addCookies([{ name: 'baink_language', value: 'de', url: bank.app }])
  await page.goto('/')
  await page.getByRole('link', { name: 'Anmelden' }).click()
  await expect(page.getByRole('heading', { name: 'Willkommen zurück' })).toBeVisible()
  await page.getByRole('navigation', { name: 'Sprache' }).getByRole('link', { name: 'English' }).click()
  await expect(page.getByLabel('Password')).toBeVisible()
})
