import { randomUUID } from 'node:crypto'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from '@playwright/test'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { startTestTenant, type TestTenant } from '../support/tenant/tenant'
import { launchChromium } from './chromium'
import { askFor } from './ciba'
import { inDatabase } from './joining'
import { phoneContext, signInOn, watchFor } from './phone-page'

// Chromium without an account has no push service, so that its subscription stands in here. What the worker shows is real.

const ENDPOINT = 'https://push.example.com/mine'
const KEYS = { p256dh: `BA${'A'.repeat(85)}`, auth: 'A'.repeat(22) }

let tenant: TestTenant
let browser: Browser
let context: BrowserContext
let page: Page
const problems: string[] = []
beforeAll(async () => {
  tenant = await startTestTenant()
  browser = await launchChromium()
  context = await phoneContext(browser)
  await context.grantPermissions(['notifications'], { origin: new URL(tenant.issuer).origin })
  await context.addInitScript(
    ([endpoint, keys]) => {
      let current: object | null = null
      const subscription = {
        toJSON: () => ({ endpoint, keys }),
        unsubscribe: async () => {
          current = null
          return true
        },
      }
      Object.assign(PushManager.prototype, {
        getSubscription: async () => current,
        subscribe: async ({ applicationServerKey, userVisibleOnly }: PushSubscriptionOptionsInit) => {
          if (!userVisibleOnly || String(applicationServerKey).length !== 87)
            throw new Error('not as a browser wants it')
          current = subscription
          return current
        },
      })
    },
    [ENDPOINT, KEYS] as const,
  )
  page = await signInOn(context, tenant)
  watchFor(problems, page)
  await page.getByRole('button', { name: 'Use this device' }).click()
  await page.getByText('Up to date').waitFor()
})
afterAll(async () => {
  await browser.close()
  await tenant.stop()
})

const part = () => page.getByRole('region', { name: 'Notifications' })
const kept = () =>
  inDatabase(tenant, async (sql) =>
    (await sql`SELECT endpoint FROM tenant.push_subscriptions`).map((row) => row.endpoint),
  )

it('notifications are off until the customer turns them on, and off again by a tap', async () => {
  await page.goto(`${tenant.issuer}phone/devices`)
  const [on, off] = ['Notify this device', 'Stop notifying this device'].map((name) =>
    part().getByRole('button', { name, exact: true }),
  )
  await on?.waitFor()
  expect(await kept()).toEqual([])
  await on?.click()
  await off?.waitFor()
  expect(await on?.isVisible()).toBe(false)
  expect(await kept()).toEqual([ENDPOINT])
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  expect(violations.map(({ id }) => id)).toEqual([])
  await off?.click()
  await on?.waitFor()
  expect(await kept()).toEqual([])
  expect(problems).toEqual([])
})

it('the worker shows its own sentence, whatever was pushed', async () => {
  const [worker] = context.serviceWorkers()
  // A browser without a screen shows no notification: what the worker asks for is noted instead.
  await worker?.evaluate(() => {
    const noted: unknown[] = []
    const scope = globalThis as unknown as { noted: unknown[]; registration: object }
    Object.assign(scope, { noted })
    Object.assign(scope.registration, {
      showNotification: async (title: string, { data }: NotificationOptions) => noted.push([title, data ?? null]),
    })
  })
  const cdp = await context.newCDPSession(page)
  const registered = new Promise<string>((done) =>
    cdp.on(
      'ServiceWorker.workerRegistrationUpdated',
      ({ registrations: [first] }) => first && done(first.registrationId),
    ),
  )
  await cdp.send('ServiceWorker.enable')
  const { origin } = new URL(tenant.issuer)
  const registrationId = await registered
  const id = randomUUID()
  for (const data of ['Pay Mallory $500', id])
    await cdp.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data })
  const noted = () => worker?.evaluate(() => (globalThis as unknown as { noted: unknown[] }).noted)
  await vi.waitUntil(async () => ((await noted())?.length ?? 0) > 1, { timeout: 20_000 })
  expect(await noted()).toEqual(
    expect.arrayContaining([
      ['Something waits for your yes', null],
      ['Something waits for your yes', id],
    ]),
  )
})

it('a tap on it leads to the very request, on the open page or on a new one', async () => {
  for (const message of ['the first', 'the second', 'the third']) await askFor(tenant, { binding_message: message })
  await page.goto(`${tenant.issuer}phone`)
  const card = (text: string) => page.getByRole('region', { name: 'Approval request' }).filter({ hasText: text })
  const id = await card('the third').getAttribute('data-id')
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true))
  const [worker] = context.serviceWorkers()
  await worker?.evaluate((data) => {
    // Only a real tap may give a page the focus; where the page leads is told to it before.
    const tap = Object.assign(new Event('notificationclick'), {
      notification: { data, close: () => {} },
      waitUntil: (work: Promise<unknown>) => void work.catch(() => {}),
    })
    dispatchEvent(tap)
  }, id)
  const isFocused = (text: string) => card(text).evaluate((element) => element === document.activeElement)
  await vi.waitUntil(() => isFocused('the third'), { timeout: 10_000 })
  await page.goto('about:blank')
  await page.goto(`${tenant.issuer}phone#${id}`)
  await vi.waitUntil(() => isFocused('the third'), { timeout: 10_000 })
})

it('a browser without notifications is offered none', async () => {
  const without = await context.newPage()
  await without.addInitScript(() => Reflect.deleteProperty(globalThis, 'PushManager'))
  await without.goto(`${tenant.issuer}phone/devices`)
  await without.getByRole('button', { name: /recovery codes/ }).waitFor()
  expect(await without.getByRole('region', { name: 'Notifications' }).count()).toBe(0)
})
