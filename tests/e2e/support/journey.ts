import {
  type APIRequestContext,
  type BrowserContext,
  test as base,
  type Page,
  type ViewportSize,
} from '@playwright/test'
import { bank, signIn } from './bank'
import { goWhenInteractive } from './interactive'
import { openBank } from './open-bank'
import { enrol, openPhone } from './phone'

const OPEN_MS_MAX = 120_000
/** A connection that was kept open may be closed by the server just as it is used again. */
const ANEW = { maxRetries: 2 }

interface Fixtures {
  /** A page on which alice is signed in, in a browser that has been to the bank before. */
  alice: Page
  /** Alice's other device: a browser of its own, signed in on the tenant's origin and enrolled. */
  phone: Page
}

// One of each for all journeys: a new browser would load and compile every script anew, which is most of what a page
// costs here.
interface WorkerFixtures {
  /** Whoever comes without a session, and may sign in. */
  visitorBrowser: BrowserContext
  /** Whether a proxy ends TLS in front of app and tenant. */
  behindTls: boolean
  /** The worker's own, so that two journeys at a time move nobody's money but their own. */
  openBank: undefined
  aliceBrowser: { context: BrowserContext; session: Awaited<ReturnType<BrowserContext['storageState']>> }
  phoneBrowser: BrowserContext
}

/** Tests whose pages live at the run's bank. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  behindTls: [false, { option: true, scope: 'worker' }],
  openBank: [
    async ({ behindTls }, use) => {
      const close = await openBank(behindTls)
      await use(undefined)
      await close()
    },
    { scope: 'worker', auto: true, timeout: OPEN_MS_MAX },
  ],
  baseURL: ({ openBank: _ }, use) => use(bank.app),
  visitorBrowser: [
    async ({ browser, behindTls, openBank: _ }, use) => {
      const context = await browser.newContext({ baseURL: bank.app, ignoreHTTPSErrors: behindTls })
      goWhenInteractive(context)
      await use(context)
      await context.close()
    },
    { scope: 'worker' },
  ],
  context: async ({ visitorBrowser: context }, use) => {
    await context.clearCookies()
    await use(context)
    await closePages(context)
  },
  page: async ({ context, viewport, colorScheme }, use) => use(await pageIn(context, viewport, colorScheme)),
  aliceBrowser: [
    async ({ browser, behindTls, openBank: _ }, use) => {
      const context = await browser.newContext({ baseURL: bank.app, ignoreHTTPSErrors: behindTls })
      goWhenInteractive(context)
      const page = await context.newPage()
      await signIn(page, 'alice')
      await page.close()
      await use({ context, session: await context.storageState() })
      await context.close()
    },
    { scope: 'worker' },
  ],
  alice: async ({ aliceBrowser: { context, session }, viewport, colorScheme }, use) => {
    await context.clearCookies()
    await context.addCookies(session.cookies)
    // The noes of the journeys before would keep Aiya from asking.
    await context.request.post('/api/asking/resume', ANEW)
    await use(await pageIn(context, viewport, colorScheme))
    await closePages(context)
    await withdrawWhatWaits(context.request)
  },
  phoneBrowser: [
    async ({ browser, behindTls, openBank: _ }, use) => {
      const context = await browser.newContext({
        viewport: { width: 360, height: 740 },
        ignoreHTTPSErrors: behindTls,
      })
      await enrol(await context.newPage())
      await use(context)
      await context.close()
    },
    { scope: 'worker' },
  ],
  phone: async ({ phoneBrowser }, use) => {
    const phone = await openPhone(phoneBrowser)
    await use(phone)
    await phone.close()
  },
})

/** The next journey's pages count what waits. */
async function withdrawWhatWaits(request: APIRequestContext): Promise<void> {
  const answer = await request.get('/api/approvals?status=requested,pending', ANEW)
  // Whoever has signed out has nothing to withdraw.
  if (!answer.ok()) return
  for (const { id } of (await answer.json()).approvals) await request.post(`/api/approvals/${id}/cancel`, ANEW)
}

async function pageIn(
  context: BrowserContext,
  viewport: ViewportSize | null,
  colorScheme: 'light' | 'dark' | 'no-preference' | null,
): Promise<Page> {
  const page = await context.newPage()
  if (viewport) await page.setViewportSize(viewport)
  await page.emulateMedia({ colorScheme })
  return page
}

/** The next journey finds nothing that this one has kept in the browser. */
async function closePages(context: BrowserContext): Promise<void> {
  for (const page of context.pages()) {
    await page.evaluate(() => localStorage.clear()).catch(() => {})
    await page.close()
  }
}
