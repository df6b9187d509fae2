import { expect, type Locator, type Page } from '@playwright/test'
import { interactive } from './interactive'

/** Writes to Aiya as a customer does. */
export async function say(page: Page, text: string): Promise<void> {
  await interactive(page)
  await page.getByRole('textbox', { name: 'Message Aiya' }).fill(text)
  await page.getByRole('button', { name: 'Send' }).click()
}

/** The address of the chat that has begun on this page, which it takes a moment after its first words. */
export async function addressOfChat(page: Page): Promise<string> {
  await expect(page).toHaveURL(/\/aiya\/[\w-]+$/)
  return page.url()
}

/** The chat's newest approval card. */
export function approval(page: Page): Locator {
  return page.getByRole('region', { name: 'Approval' }).last()
}
