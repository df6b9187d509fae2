import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

/** A list that belongs to a field, and lies at the document's end to be over everything: no place where one comes by. */
const POPUP = /data-composed="true"/
/** What scrolls in such a list, which is moved through from its field. */
const POPUP_VIEWPORT = /^<div class="[^"]*ScrollArea-viewport/
const OF_A_POPUP: Record<string, RegExp> = { region: POPUP, 'scrollable-region-focusable': POPUP_VIEWPORT }

/** Nothing on the page keeps anybody from reading or using it, as far as axe can tell. @param rules only these of axe's */
export async function expectNoSeriousViolations(page: Page, rules?: string[]): Promise<void> {
  // Our pages frame nothing: there is no need to put the results of frames together on a page of its own. And what is well
  // need not be described. A page that axe is in already from an earlier look is not given its half megabyte again.
  const isIn = await page.evaluate(() => 'axe' in window)
  const axe = new AxeBuilder({ page, ...(isIn && { axeSource: ';' }) })
    .setLegacyMode(true)
    .options({ resultTypes: ['violations'] })
  if (rules) axe.withRules(rules)
  const { violations } = await axe.analyze()
  const serious = violations
    .map((one) => ({ ...one, nodes: one.nodes.filter(({ html }) => !OF_A_POPUP[one.id]?.test(html)) }))
    .filter(({ impact, nodes }) => impact !== 'minor' && nodes.length > 0)
  expect(
    serious.map(({ id, nodes }) => [id, nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`)]),
  ).toEqual([])
}
