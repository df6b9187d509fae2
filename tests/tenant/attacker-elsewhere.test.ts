import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { phoneRobot } from '../support/phone/phone'
import { PASSWORD, startTestTenant, type TestTenant } from '../support/tenant/tenant'
import { authorizationRequest, Browser, openSignIn } from './browser'
import { inDatabase } from './joining'

// Whoever tries wrong passwords from elsewhere keeps nobody out who has the right one.

const HOME = '192.0.2.7'
const GUESSES = 15

let tenant: TestTenant
beforeAll(async () => {
  tenant = await startTestTenant({ trustedProxies: 1 })
})
afterAll(() => tenant.stop())
beforeEach(() => inDatabase(tenant, (sql) => sql`DELETE FROM tenant.sign_in_attempts`))

type Door = 'phone' | 'bank'

/** Types a password at a door, in a browser at an address; resolves with the answer and what it took. */
async function type(door: Door, browser: Browser, address: string, password: string) {
  const page =
    door === 'phone'
      ? new URL('phone/sign-in', tenant.issuer)
      : await openSignIn(browser, authorizationRequest(tenant, { prompt: 'login' }))
  const startedAt = performance.now()
  const { status, headers } = await browser.open(page, {
    method: 'POST',
    body: new URLSearchParams({ email: 'alice@example.com', password }),
    headers: { origin: page.origin, 'x-forwarded-for': address },
  })
  return { status, wait: Number(headers.get('retry-after')), ms: performance.now() - startedAt }
}

/** More wrong passwords than one address is let try, side by side. */
async function attackFrom(address: string): Promise<void> {
  const guess = (at: number) => type('phone', new Browser(), address, `wrong ${at}`)
  const answers = await Promise.all(Array.from({ length: GUESSES }, (_, at) => guess(at)))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401, 429]))
}

const ELSEWHERE = '198.51.100.1'
/** As many addresses as it takes to be refused for all of them together. */
const BOTNET = Array.from({ length: 10 }, (_, at) => `198.51.100.${at + 1}`)

it.each<[door: Door]>([['phone'], ['bank']])(
  'keeps neither a known browser nor a new one out of the %s',
  async (door) => {
    const known = new Browser()
    expect((await type(door, known, HOME, PASSWORD)).status).toBe(303)
    await attackFrom(ELSEWHERE)
    for (const browser of [known, new Browser()]) {
      const { status, ms } = await type(door, browser, HOME, PASSWORD)
      expect(status).toBe(303)
      expect(ms).toBeLessThan(10_000)
    }
  },
)

it('keeps no known browser out behind the same address, and a new one for five minutes at most', async () => {
  const known = new Browser()
  await type('bank', known, HOME, PASSWORD)
  await attackFrom(HOME)
  expect((await type('bank', known, HOME, PASSWORD)).status).toBe(303)
  expect((await type('phone', known, HOME, PASSWORD)).status).toBe(303)
  const { status, wait } = await type('bank', new Browser(), HOME, PASSWORD)
  expect(status).toBe(429)
  expect(wait).toBeGreaterThan(0)
  expect(wait).toBeLessThanOrEqual(300)
  expect((await type('bank', new Browser(), '203.0.113.5', PASSWORD)).status).toBe(303)
})

it('keeps no known browser out with many addresses, and leaves the freeze within reach of who is signed in', async () => {
  const [known, phone] = [new Browser(), await phoneRobot(tenant.issuer, 'alice@example.com', PASSWORD)]
  await type('bank', known, HOME, PASSWORD)
  for (const address of BOTNET) await attackFrom(address)
  expect(await phone.page()).toContain(`href="${tenant.config.homeUrl}/profile"`)
  expect((await type('bank', known, HOME, PASSWORD)).status).toBe(303)
  const { status, wait } = await type('bank', new Browser(), HOME, PASSWORD)
  expect(status).toBe(429)
  expect(wait).toBeLessThanOrEqual(300)
})

it('lets nobody guess without end on a browser that is known', async () => {
  const known = new Browser()
  await type('phone', known, HOME, PASSWORD)
  const statuses = []
  for (let at = 0; at < 12; at += 1) statuses.push((await type('phone', known, HOME, 'wrong')).status)
  expect(statuses.slice(10)).toEqual([429, 429])
})
