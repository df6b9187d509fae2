import { type BrowserContext, expect, type Page } from '@playwright/test'

const MS_MAX = 20_000

/**
 * Waits until React has taken over all that can be pressed or typed into: the server sends a page that looks ready, and
 * until then its clicks are lost, and its keys are heard late. Of a page that is not the app's, such as the tenant's, nothing is asked.
 */
export async function interactive(page: Page): Promise<void> {
  // While the page goes somewhere else, there is nothing to ask.
  await expect(async () => expect(await page.evaluate(notYetReacts)).toEqual([])).toPass({
    intervals: [25, 50, 100],
    timeout: MS_MAX,
  })
}

/**
 * In the page: what React has not found yet of what the server sent. It keeps what it knows of an element on it. What is
 * hidden from everybody is none: a field that grows with its text measures that in another one beside the page.
 */
function notYetReacts(): string[] {
  if (!document.querySelector('script[src*="/_next/"]')) return []
  return [...document.querySelectorAll(':is(a, button, input, select, textarea):not([aria-hidden=true])')]
    .filter((element) => !Object.keys(element).some((key) => key.startsWith('__reactProps$')))
    .map((element) => element.outerHTML)
}

/** From now on, going to a page in this browser and loading one again mean waiting until it can be used. */
export function goWhenInteractive(context: BrowserContext): void {
  context.on('page', (page) => {
    const { goto, reload } = page
    page.goto = async (...where) => {
      const response = await goto.apply(page, where)
      await interactive(page)
      return response
    }
    page.reload = async (...how) => {
      const response = await reload.apply(page, how)
      await interactive(page)
      return response
    }
  })
}
