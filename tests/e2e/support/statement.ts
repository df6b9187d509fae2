import type { Locator, Page } from '@playwright/test'

/** The lines of the statement, newest first: rows that have cells, which the rows of the head and of the days have not. */
export function statementLines(page: Page): Locator {
  return page.getByRole('row').filter({ has: page.getByRole('cell') })
}
