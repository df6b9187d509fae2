import type { Locator, Page } from '@playwright/test'

/** Writes to Aiya as a customer does. */
export async function say(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message Aiya' }).fill(text)
  await page.getByRole('button', { name: 'Send' }).click()
}

/** The chat's newest approval card. */
export function approval(page: Page): Locator {
  return page.getByRole('region', { name: 'Approval' }).last()
}
