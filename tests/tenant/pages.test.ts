import { get } from 'node:http'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { printableName } from '@/lib/platform/text/printable-text'
import { formatMoney } from '@/tenant/assets/money.js'
import { visible } from '@/tenant/assets/printable.js'
import { html } from '@/tenant/pages/html'
import { formatTimeLeft } from '@/tenant/phone/format'
import { type PhoneRobot, phoneRobot } from '../support/phone/phone'
import { PASSWORD, startTestTenant, type TestTenant } from '../support/tenant/tenant'
import { authorizationRequest, Browser, openSignIn, submitSignIn } from './browser'
import { askFor, transferDetail } from './ciba'

let tenant: TestTenant
let alice: PhoneRobot
beforeAll(async () => {
  tenant = await startTestTenant()
  alice = await phoneRobot(tenant.issuer, 'alice@example.com', PASSWORD)
})
afterAll(() => tenant.stop())

const at = (path: string) => new URL(path, tenant.issuer)
const NO_REQUEST = '00000000-0000-4000-8000-000000000000'
const asBrowser = { accept: 'text/html' }

describe('every page', () => {
  const pages: [string, () => Promise<Response>, number][] = [
    [
      'sign-in',
      async () => {
        const browser = new Browser()
        return browser.open(await openSignIn(browser, authorizationRequest(tenant)))
      },
      200,
    ],
    [
      'sign-in, refused',
      async () => {
        const browser = new Browser()
        return submitSignIn(browser, await openSignIn(browser, authorizationRequest(tenant)), 'a@example.com', 'x')
      },
      401,
    ],
    ['sign-in, gone', () => fetch(at('u/login/gone'), { headers: asBrowser }), 400],
    ['the phone, signed out', () => fetch(at('phone')), 200],
    ['the phone, signed in', () => fetch(at('phone'), { headers: { cookie: alice.cookie } }), 200],
    ['the phone without a connection', () => fetch(at('phone/scan')), 200],
    ['where its code is typed, signed out', () => fetch(at(`phone/codes/${NO_REQUEST}`)), 200],
    ['a device’s code', () => fetch(at('activate'), { headers: asBrowser }), 200],
    ['a consent, gone', () => fetch(at('u/consent/gone'), { headers: asBrowser }), 400],
    ['signed out', () => fetch(at('oidc/logout'), { headers: asBrowser }), 200],
    ['not found', () => fetch(at('nowhere'), { headers: asBrowser }), 404],
    ['a protocol error', () => fetch(at('authorize?client_id=nobody'), { headers: asBrowser }), 400],
    [
      'a form from elsewhere',
      () => fetch(at('phone/sign-in'), { method: 'POST', body: new URLSearchParams(), headers: asBrowser }),
      403,
    ],
  ]

  it.each(pages)('%s: carries a policy with a nonce, and tells no internals', async (_name, open, status) => {
    const response = await open()
    const page = await response.text()
    const policy = response.headers.get('content-security-policy') ?? ''
    expect(response.status).toBe(status)
    expect(policy).toMatch(/script-src 'nonce-[A-Za-z0-9+/=]{22,}'(;|$)/)
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toContain('unsafe')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(response.headers.get('referrer-policy')).toBe('same-origin')
    expect(response.headers.get('cache-control')).toContain('no-store')
    expect(page).toMatch(/^<!doctype html>/)
    const nonce = /nonce-([^']+)'/.exec(policy)?.[1] ?? ''
    for (const tag of page.match(/<(script|link rel="stylesheet")[^>]*>/g) ?? [])
      expect(tag).toContain(`nonce="${nonce}"`)
    expect(page).not.toMatch(/ style="| on[a-z]+="|node_modules| at [^<\n]*:\d+:\d+/)
  })

  it('gets a nonce of its own', async () => {
    const policies = await Promise.all(
      [1, 2].map(async () => (await fetch(at('phone'))).headers.get('content-security-policy')),
    )
    expect(policies[0]).not.toBe(policies[1])
  })

  it('lets the sign-in form lead on to the app, and to nobody else', async () => {
    const browser = new Browser()
    const response = await browser.open(await openSignIn(browser, authorizationRequest(tenant)))
    expect(response.headers.get('content-security-policy')).toContain("form-action 'self' http://localhost:3999;")
  })
})

it('answers programs in JSON, with the same headers', async () => {
  const response = await fetch(at('nowhere'), { headers: { accept: 'application/json' } })
  expect(response.status).toBe(404)
  expect(await response.json()).toEqual({ error: 'not_found' })
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
  for (const path of ['healthz', '.well-known/jwks.json']) {
    const { headers, status } = await fetch(at(path))
    expect(status).toBe(200)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  }
})

it('serves its few files, and nothing beside them', async () => {
  const first = await fetch(at('assets/phone.js'))
  expect(first.headers.get('content-type')).toContain('text/javascript')
  expect(first.headers.get('content-encoding')).toBe('gzip')
  expect(await first.text()).toContain('signAnswer')
  const etag = first.headers.get('etag') ?? ''
  expect(await rawStatus('/assets/phone.js', { 'if-none-match': etag })).toBe(304)
  for (const path of ['/assets/../server.ts', '/assets/..%2fserver.ts', '/assets/constructor', '/assets/']) {
    expect(await rawStatus(path)).toBe(404)
  }
})

it('lets the phone be installed', async () => {
  const manifest = await fetch(at('phone/manifest.webmanifest'))
  expect(manifest.headers.get('content-type')).toContain('application/manifest+json')
  expect(await manifest.json()).toMatchObject({ start_url: '/phone', scope: '/phone', display: 'standalone' })
  const worker = await fetch(at('assets/worker.js'))
  expect(worker.headers.get('service-worker-allowed')).toBe('/phone')
})

describe('hostile words', () => {
  const hostile = '<script>alert(1)</script><img src=x onerror="alert(2)">\'"&'

  it('in memo, payee and account names are shown as they are and run nothing', async () => {
    const name = hostile.slice(0, 140)
    const account = { id: crypto.randomUUID(), name, mask: '<b>1</b>' }
    const detail = transferDetail({
      creditorName: name,
      remittanceInformationUnstructured: name,
      debtorAccount: account,
    })
    await askFor(tenant, { authorization_details: JSON.stringify([detail]), binding_message: 'hostile' })
    const { id } = await alice.waitForRequest('hostile')
    const page = await alice.page()
    expect(page).not.toContain('<script>alert')
    expect(page).not.toContain('<img')
    expect(page).not.toContain('<b>1')
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    await alice.deny(id)
    expect(await alice.page()).not.toContain('<img')
  })

  it('in the address that somebody typed come back escaped', async () => {
    const browser = new Browser()
    const page = await openSignIn(browser, authorizationRequest(tenant, { login_hint: '"><script>x</script>' }))
    expect(await (await browser.open(page)).text()).toContain('value="&quot;&gt;&lt;script&gt;')
  })

  it('never leave their place in the markup', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const { markup } = html`<p title="${text}">${text}</p>`
        expect(markup.match(/[<>]/g)).toHaveLength(4)
        expect(markup.match(/"/g)).toHaveLength(2)
      }),
    )
  })

  it('that turn the reading direction around are made visible', () => {
    expect(visible('Alice\u202Eecilam\u2066\u0000')).toBe('Alice\uFFFDecilam\uFFFD\uFFFD')
    expect(visible('two\nlines')).toBe('two lines')
    expect(visible('Ünïcode 🎁 ••4321')).toBe('Ünïcode 🎁 ••4321')
    expect(visible(' \u2800\u200B')).toBe('(no name)')
  })

  it('that the bank takes into a memo are shown as they are', () => {
    const unit = fc.oneof(
      fc.constantFrom('👨', '\u200D', 'é', ' '),
      fc.nat(0x10ffff).map((code) => String.fromCodePoint(code)),
    )
    const memo = fc.string({ unit, maxLength: 8 }).map((text) => printableName(140).safeParse(text).data ?? 'x')
    fc.assert(
      fc.property(memo, (text) => {
        expect(visible(text)).toBe(text)
      }),
    )
  })
})

it('writes money and time as people do', () => {
  expect(formatMoney('25.00', 'USD', 'en')).toBe('$25.00')
  expect(formatMoney('99999999999999.99', 'EUR', 'en')).toBe('€99,999,999,999,999.99')
  expect(formatMoney('2500', 'JPY', 'en')).toBe('¥2,500')
  expect(formatTimeLeft(299.2)).toBe('5:00')
  expect(formatTimeLeft(9)).toBe('0:09')
  expect(formatTimeLeft(-3)).toBe('0:00')
})

describe('the phone', () => {
  it('keeps its session in a cookie that no script and no other site can use', async () => {
    const form = new URLSearchParams({ email: 'alice@example.com', password: PASSWORD })
    const headers = { origin: at('/').origin }
    const response = await fetch(at('phone/sign-in'), { method: 'POST', body: form, headers, redirect: 'manual' })
    expect(response.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^tenant_phone_\d+=.*path=\/phone;.*samesite=strict; httponly$/i),
      expect.stringMatching(/^tenant_known_[0-9a-f]{12}_\d+=.*path=\/;.*samesite=strict; httponly$/i),
    ])
  })

  it('takes an answer from its own pages only', async () => {
    await askFor(tenant, { binding_message: 'forged' })
    const { id } = await alice.waitForRequest('forged')
    for (const origin of ['http://localhost:3999', 'http://127.0.0.1:4000', 'null', undefined]) {
      const headers = { cookie: alice.cookie, accept: 'application/json', ...(origin && { origin }) }
      const response = await fetch(at(`phone/requests/${id}`), {
        method: 'POST',
        body: new URLSearchParams({ answer: 'approved' }),
        headers,
      })
      expect(response.status).toBe(403)
    }
    expect((await alice.deny(id)).code).toBe('denied')
  })

  it('decides nothing by a plain form, and says that it needs a script', async () => {
    await askFor(tenant, { binding_message: 'plain' })
    const { id } = await alice.waitForRequest('plain')
    const taken = await fetch(at(`phone/requests/${id}`), {
      method: 'POST',
      body: new URLSearchParams({ answer: 'approved' }),
      headers: { cookie: alice.cookie, origin: at('/').origin, ...asBrowser },
      redirect: 'manual',
    })
    expect(taken.status).toBe(403)
    const page = await taken.text()
    expect(page).toContain('Nothing was decided.')
    expect(page).toMatch(/<noscript>.*needs JavaScript/)
    expect((await alice.deny(id)).code).toBe('denied')
  })

  it('forgets who was there at the sign-out, in the database too', async () => {
    const robot = await phoneRobot(tenant.issuer, 'bob@example.com', PASSWORD)
    expect(await robot.page()).toContain('Bob Example')
    await robot.signOut()
    expect(await robot.page()).toContain('Sign in on this phone')
    expect(await robot.approve(crypto.randomUUID())).toEqual({ status: 401, code: 'signed_out' })
    const events = await fetch(at('phone/events'), { headers: { cookie: robot.cookie } })
    expect(events.status).toBe(204)
  })

  it('streams to its own customer only, and says so when the session ends', async () => {
    const robot = await phoneRobot(tenant.issuer, 'bob@example.com', PASSWORD)
    const stream = await fetch(at('phone/events'), { headers: { cookie: robot.cookie } })
    expect(stream.headers.get('content-type')).toContain('text/event-stream')
    await askFor(tenant, { binding_message: 'for alice' })
    await robot.signOut()
    const text = await stream.text()
    expect(text).toContain('event: requests')
    expect(text).toContain('event: signed-out')
    expect(text).not.toContain('for alice')
  })
})

/** `fetch` tidies paths up before it sends them, and asks for fresh copies. */
function rawStatus(path: string, headers: Record<string, string> = {}): Promise<number | undefined> {
  const { port } = new URL(tenant.issuer)
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, headers }, (response) => {
      response.resume()
      resolve(response.statusCode)
    }).on('error', reject)
  })
}
