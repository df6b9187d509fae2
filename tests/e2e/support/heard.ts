import type { Page } from '@playwright/test'

/**
 * Notes what the page's pages say aloud to a screen reader from the next load on. Only here can a test hear it: the words
 * stand in a closed shadow, and not for long (app/_ui/aloud.ts).
 * @returns what has been said on the page that is open, in order
 */
export async function listen(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const heard: string[] = []
    Object.assign(window, { heard })
    const attach = Element.prototype.attachShadow
    Element.prototype.attachShadow = function (options) {
      const shadow = attach.call(this, options)
      const note = (changes: MutationRecord[]) => {
        const said = changes.filter(({ target }) => (target as Element).ariaLive === 'polite')
        heard.push(...said.flatMap(({ addedNodes }) => [...addedNodes].map(({ textContent }) => textContent ?? '')))
      }
      new MutationObserver(note).observe(shadow, { childList: true, subtree: true })
      return shadow
    }
  })
  return () => page.evaluate(() => (window as unknown as { heard: string[] }).heard)
}
