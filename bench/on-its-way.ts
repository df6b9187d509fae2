import type { Browser, BrowserContext } from '@playwright/test'

/** What the page shows above itself while a link's page is on its way (app/_ui). */
const LINE = '[role="progressbar"][aria-label="The page is on its way"]'
/** Until React has taken over the links. */
const QUIET_MS = 1_500
/** As text, since a function that tsx has compiled calls a helper that no page has. */
const PRESS = `new Promise((resolve) => {
  const began = performance.now()
  const look = () => document.querySelector('${LINE.replaceAll('"', '\\"')}')
    ? requestAnimationFrame(() => resolve(performance.now() - began)) : requestAnimationFrame(look)
  document.querySelector('nav a[href="/transfer"]').click()
  look()
})`

/**
 * The time from a press on a link until the page says that the next one is on its way, which a network as slow as can be
 * does not bring: milliseconds, the median of the rounds.
 */
export async function benchOnItsWay(
  browser: Browser,
  app: string,
  session: Awaited<ReturnType<BrowserContext['storageState']>>,
  rounds: number,
): Promise<number> {
  const all: number[] = []
  for (let round = 0; round < rounds; round++) {
    const context = await browser.newContext({ storageState: session })
    try {
      const page = await context.newPage()
      await page.route(/\/transfer\?_rsc/, () => {})
      await page.goto(`${app}/accounts`)
      await page.waitForTimeout(QUIET_MS)
      all.push(await page.evaluate<number>(PRESS))
    } finally {
      await context.close()
    }
  }
  return Math.round(all.sort((a, b) => a - b)[rounds >> 1] ?? 0)
}
