import { afterAll, beforeAll, expect, it } from 'vitest'
import { type PhoneRobot, phoneRobot } from '../support/phone/phone'
import {
  AGENT,
  ALONE_PASSWORD,
  type AloneTenant,
  askAlone,
  CALLBACK,
  post,
  SHOP,
  startAlone,
} from '../support/tenant/alone'
import { Browser, submitSignIn } from '../tenant/browser'
import { transferDetail } from '../tenant/ciba'

let tenant: AloneTenant
let phone: PhoneRobot
beforeAll(async () => {
  tenant = await startAlone()
  phone = await phoneRobot(tenant.issuer, 'alice@example.com', ALONE_PASSWORD)
})
afterAll(() => tenant.stop())

/** Of a bank that does not stand behind this tenant. */
const BANK = /bank|b<b>AI<\/b>nk|baink|aiya|chat says|your accounts|your money/i

interface Seen {
  status: number
  text: string
  at: URL
}

async function see(browser: Browser, path: string, init?: RequestInit): Promise<Seen> {
  let at = new URL(path, tenant.issuer)
  let response = await browser.open(at, init)
  for (let location = response.headers.get('location'); location; location = response.headers.get('location')) {
    at = new URL(location, at)
    response = await browser.open(at)
  }
  return { status: response.status, text: await response.text(), at }
}

const html = { accept: 'text/html' }
const form = (fields: Record<string, string>) => ({
  method: 'POST',
  body: new URLSearchParams(fields),
  headers: { ...html, origin: new URL(tenant.issuer).origin },
})

/** The page on which a code is typed, and how it goes on with `code`. */
async function activate(browser: Browser, code: string): Promise<Seen> {
  const { text } = await see(browser, 'activate')
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(text)?.[1] ?? ''
  return see(browser, 'activate', form({ xsrf, user_code: code, confirm: 'yes' }))
}

async function deviceCode(): Promise<string> {
  const { body } = await post(tenant.issuer, 'oauth/device/code', { client_id: 'device', scope: 'openid' })
  return String(body.user_code)
}

it('no page of the tenant alone speaks of a bank', async () => {
  const asked = new URLSearchParams({
    client_id: AGENT.id,
    redirect_uri: CALLBACK,
    scope: 'openid',
    response_type: 'code',
  })
  const pages: Record<string, Seen> = {}
  const browser = new Browser()
  pages.signIn = await see(browser, `authorize?${asked}`)
  expect(pages.signIn.text).toContain('Log in to Shopping agent.')
  pages.wrongPassword = await see(
    browser,
    pages.signIn.at.href,
    form({ email: 'alice@example.com', password: 'wrong' }),
  )
  pages.expiredSignIn = await see(browser, 'u/login/gone', { headers: html })
  pages.phoneSignIn = await see(browser, 'phone')
  expect(pages.phoneSignIn.text).toContain('what Shopping agent or Other agent asks for')
  pages.nothing = await see(browser, 'nowhere', { headers: html })
  pages.elsewhere = await see(browser, 'phone/sign-in', {
    method: 'POST',
    headers: { ...html, origin: 'http://x.example' },
  })
  pages.noSuchClient = await see(browser, 'authorize?client_id=nobody', { headers: html })
  pages.signedOut = await see(browser, 'oidc/logout', { headers: html })

  pages.activate = await see(browser, 'activate')
  pages.noSuchCode = await activate(browser, 'BBBB-BBBB')
  const typed = await activate(browser, await deviceCode())
  const done = await submitSignIn(browser, typed.at, 'alice@example.com', ALONE_PASSWORD)
  pages.connected = await see(browser, done.headers.get('location') ?? '')
  expect(pages.connected.text).toContain('is connected')
  expect(pages.connected.text).toContain(`href="${tenant.issuer}phone"`)

  const bob = new Browser()
  pages.firstDevice = await see(bob, 'phone/sign-in', form({ email: 'bob@example.com', password: ALONE_PASSWORD }))
  pages.otherDevice = await see(
    browser,
    'phone/sign-in',
    form({ email: 'alice@example.com', password: ALONE_PASSWORD }),
  )
  pages.ticket = await see(browser, `phone/enrol?ticket=${'A'.repeat(43)}`)
  expect(
    [pages.firstDevice, pages.otherDevice, pages.ticket].map(({ text }) => /<h1[^>]*>([^<]*)/.exec(text)?.[1]),
  ).toEqual(['First device', 'A new device', 'A new device'])

  pages.phoneEmpty = await phoneSees('phone')
  await askAlone(tenant.issuer, { binding_message: 'No detail' })
  const rar = { audience: SHOP, scope: 'openid product:buy' }
  await askAlone(tenant.issuer, {
    ...rar,
    authorization_details: JSON.stringify([{ type: 'product_order', total: '1.00' }]),
  })
  await askAlone(tenant.issuer, { ...rar, authorization_details: JSON.stringify([transferDetail()]) })
  await phone.approve((await phone.waitForRequest('No detail')).id)
  pages.phone = await phoneSees('phone')
  expect(pages.phone.text.match(/aria-label="Approval request"/g)).toHaveLength(2)
  pages.devices = await phoneSees('phone/devices')
  expect(pages.devices.text).toContain('This device')

  const speaking = Object.entries(pages).filter(([, { text }]) => BANK.test(text) || !text.includes('local tenant'))
  expect(speaking.map(([name, { text }]) => `${name}: ${BANK.exec(text)?.[0]}`)).toEqual([])
})

it('nor does a script or a picture of its pages, but in what no page shows', async () => {
  const page = await (await fetch(new URL('phone', tenant.issuer))).text()
  const named = [...page.matchAll(/\/assets\/[\w.-]+/g)].map(([path]) => path)
  expect(named).toContain('/assets/icon-alone.svg')
  for (const path of [...named, ...['phone', 'enrol', 'devices', 'device-key'].map((name) => `/assets/${name}.js`)]) {
    const asset = await (await fetch(new URL(path, tenant.issuer))).text()
    const shown = asset.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '').replace("'baink-phone'", '')
    expect([path, BANK.exec(shown)?.[0]]).toEqual([path, undefined])
  }
})

async function phoneSees(path: string): Promise<Seen> {
  const at = new URL(path, tenant.issuer)
  const response = await fetch(at, { headers: { ...html, cookie: phone.cookie } })
  return { status: response.status, text: await response.text(), at }
}
