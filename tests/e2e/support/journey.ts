import { type BrowserContext, test as base, type Page } from '@playwright/test'
import { bank, signIn } from './bank'
import { openBank } from './open-bank'
import { enrol, openPhone } from './phone'

const OPEN_MS_MAX = 120_000

interface Fixtures {
  /** A page on which alice is signed in, in a browser that has been to the bank before. */
  alice: Page
  /** Alice's other device: a browser of its own, signed in on the tenant's origin and enrolled. */
  phone: Page
}

// One of each for all journeys: a new browser would load and compile every script anew, which is most of what a page
// costs here.
interface WorkerFixtures {
  /** The worker's own, so that two journeys at a time move nobody's money but their own. */
  openBank: undefined
  aliceBrowser: { context: BrowserContext; session: Awaited<ReturnType<BrowserContext['storageState']>> }
  phoneBrowser: BrowserContext
}

/** Tests whose pages live at the run's bank. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  openBank: [
    async ({ browserName: _ }, use) => {
      const close = await openBank()
      await use(undefined)
      await close()
    },
    { scope: 'worker', auto: true, timeout: OPEN_MS_MAX },
  ],
  baseURL: ({ openBank: _ }, use) => use(bank.app),
  aliceBrowser: [
    async ({ browser, openBank: _ }, use) => {
      const context = await browser.newContext({ baseURL: bank.app })
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
    const page = await context.newPage()
    if (viewport) await page.setViewportSize(viewport)
    await page.emulateMedia({ colorScheme })
    await use(page)
    await page.evaluate(() => localStorage.clear()).catch(() => {})
    for (const open of context.pages()) await open.close()
  },
  phoneBrowser: [
    async ({ browser, openBank: _ }, use) => {
      const context = await browser.newContext({ viewport: { width: 360, height: 740 } })
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
