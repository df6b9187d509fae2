import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cookieName } from '@/tenant/http/cookie-name'
import { houseOf } from '@/tenant/pages/house'
import { hashOfDisplayed } from '@/tenant/phone/displayed'
import { type PhoneRobot, phoneRobot } from '../support/phone/phone'
import { APP_CLIENT, PASSWORD, startTestTenant, type TestTenant } from '../support/tenant/tenant'
import { authorizationRequest, Browser, openSignIn } from './browser'
import { askFor } from './ciba'

let tenant: TestTenant
let alice: PhoneRobot
beforeAll(async () => {
  tenant = await startTestTenant()
  alice = await phoneRobot(tenant.issuer, 'alice@example.com', PASSWORD)
})
afterAll(() => tenant.stop())

const at = (path: string) => new URL(path, tenant.issuer)
const languageOf = (page: string) => /<html lang="(\w+)"/.exec(page)?.[1]
const languageAt = async (browser: Browser, path: string, headers: Record<string, string> = {}) =>
  languageOf(await (await browser.open(at(path), { headers })).text())

describe('the language of a page', () => {
  it.each([
    ['de-AT,de;q=0.9,en;q=0.8', 'de'],
    ['fr-FR,en;q=0.3,de;q=0.5', 'de'],
    ['en-GB,de;q=0.9', 'en'],
    ['de;q=0,fr', 'en'],
    ['xx', 'en'],
    ['*', 'en'],
  ])('is what a browser prefers that says %s', async (header, language) => {
    expect(await languageAt(new Browser(), 'phone', { 'accept-language': header })).toBe(language)
  })

  it('is what the client says in an authorization request, and stays so', async () => {
    const browser = new Browser()
    const request = authorizationRequest(tenant, { ui_locales: 'fr-CA de-AT en' })
    const page = await (await browser.open(await openSignIn(browser, request))).text()
    expect(languageOf(page)).toBe('de')
    for (const word of ['Willkommen zurück', 'E-Mail', 'Passwort', 'Weiter', 'aria-label="Sprache"'])
      expect(page).toContain(word)
    expect(page).not.toMatch(/Welcome|Password|Continue/)
    expect(await languageAt(browser, 'phone', { 'accept-language': 'en' })).toBe('de')
  })

  it('changes by the links on the page, which lead to the same page', async () => {
    const browser = new Browser()
    const address = await openSignIn(browser, authorizationRequest(tenant, { ui_locales: 'de' }))
    const page = await (await browser.open(address)).text()
    const link = new RegExp(`href="(${address.pathname}\\?ui_locales=en)"`).exec(page)?.[1] ?? ''
    expect(await languageAt(browser, link)).toBe('en')
    expect(await languageAt(browser, address.pathname)).toBe('en')
    const withTicket = await (await browser.open(at(`phone/enrol?ticket=${'t'.repeat(43)}`))).text()
    expect(withTicket).toContain(`href="/phone/enrol?ticket=${'t'.repeat(43)}&amp;ui_locales=de"`)
  })

  it('is none that the tenant does not speak, whatever an address or a cookie says', async () => {
    const browser = new Browser()
    const hostile = encodeURIComponent('"><script>x</script>')
    for (const tags of ['fr', 'deutsch', hostile, `${hostile}+xx`]) {
      const page = await (await browser.open(at(`phone?ui_locales=${tags}`))).text()
      expect(languageOf(page)).toBe('en')
      expect(page).not.toContain('<script>x')
    }
    expect(browser.cookieNames()).toEqual([])
    const cookie = `${cookieName(tenant.issuer, 'language')}=../de`
    expect(languageOf(await (await fetch(at('phone'), { headers: { cookie } })).text())).toBe('en')
  })

  it('is announced, so that clients know which to name', async () => {
    const document = (await (await fetch(at('.well-known/openid-configuration'))).json()) as object
    expect(document).toMatchObject({ ui_locales_supported: ['en', 'de'] })
  })

  it('is that of every page, and of what is not a page', async () => {
    const german = { 'accept-language': 'de', accept: 'text/html' }
    for (const path of ['phone/scan', 'activate', 'oidc/logout', 'nowhere', 'u/login/gone', 'authorize?client_id=no']) {
      const page = await (await fetch(at(path), { headers: german })).text()
      expect([path, languageOf(page)]).toEqual([path, 'de'])
      expect(page).toMatch(/anmelden|abgemeldet|Anmeldung|Seite|versteht|Gerät/i)
    }
    const manifest = await fetch(at('phone/manifest.webmanifest?ui_locales=de'))
    expect(await manifest.json()).toMatchObject({ lang: 'de', short_name: 'Telefon', id: '/phone' })
    const refused = await fetch(at('phone/challenges'), {
      method: 'POST',
      body: new URLSearchParams(),
      headers: { ...german, accept: 'application/json', origin: at('/').origin },
    })
    expect(await refused.json()).toEqual({ code: 'signed_out', message: 'Bitte melden Sie sich erneut an.' })
  })
})

it('a request has the same document to sign in both languages, and its own words around it', async () => {
  await askFor(tenant, { binding_message: 'Transfer 25.00 USD in any language' })
  const { id, displayed } = await alice.waitForRequest('in any language')
  const cardIn = async (language: string) => {
    const headers = { cookie: alice.cookie, 'accept-language': language }
    const page = await (await fetch(at('phone'), { headers })).text()
    return new RegExp(`<section class="card request"[^>]* data-id="${id}"[\\s\\S]*?</section>`).exec(page)?.[0] ?? ''
  }
  const documentOf = (card: string) =>
    (/data-displayed="([^"]*)"/.exec(card)?.[1] ?? '').replaceAll('&quot;', '"').replaceAll('&amp;', '&')
  const [english, german] = [await cardIn('en'), await cardIn('de')]
  expect(german).toContain('lang="de" aria-label="Freigabeanfrage"')
  expect(german).toMatch(/>25,00\s\$<.*>Freigeben</s)
  expect(english).toMatch(/>\$25\.00<.*>Approve</s)
  expect(documentOf(german)).toBe(displayed)
  expect(hashOfDisplayed(documentOf(german))).toBe(hashOfDisplayed(documentOf(english)))
  const signedTexts = (card: string) =>
    [...card.matchAll(/data-shows="(?!amount)([\w-]+)"[^>]*>([^<]*)</g)].map(([, place, text]) => [place, text])
  expect(signedTexts(german)).toEqual(signedTexts(english))
  expect(signedTexts(german)).toHaveLength(8)
  await alice.deny(id)
})

it('a customer who asks for themselves is spoken to', async () => {
  const actor = { sub: 'portal', sub_profile: 'user', client_name: 'You, in the bAInk portal' }
  await askFor(tenant, { requested_actor: JSON.stringify(actor), binding_message: 'by myself' })
  const { id } = await alice.waitForRequest('by myself')
  const headers = { cookie: alice.cookie, 'accept-language': 'de' }
  const page = await (await fetch(at('phone'), { headers })).text()
  expect(page).toContain('Sie selbst (<bdi>You, in the bAInk portal</bdi>) möchten überweisen')
  expect(page).toContain('<span class="said-label">Die Bank sagt</span>')
  await alice.deny(id)
})

it('a tenant alone speaks of its clients in German too', () => {
  const management = { audience: '', scopes: [], authorization_details_types: [] }
  const alone = { users: [], apis: [], clients: [], management }
  const [german, english] = (['de', 'en'] as const).map((language) => {
    const house = houseOf({ ...tenant.config, alone }, language)
    return [house.phoneLead, house.signInLead(APP_CLIENT.id), house.signInLead('?'), house.title]
  })
  expect(german).toEqual([
    'Melden Sie sich auf diesem Telefon an, um freizugeben oder abzulehnen, worum Aiya bittet.',
    'Melden Sie sich bei Aiya an.',
    'Melden Sie sich an, um fortzufahren.',
    'lokaler Tenant',
  ])
  expect(english?.slice(1)).toEqual(['Log in to Aiya.', 'Log in to go on.', 'local tenant'])
})
