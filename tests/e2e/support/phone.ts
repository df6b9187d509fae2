import { type Browser, expect, type Page } from '@playwright/test'
import { bank } from './bank'

/** The customer's other device: a browser of its own, signed in on the tenant's origin. */
export async function openPhone(browser: Browser, name: 'alice' | 'bob'): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } })
  const phone = await context.newPage()
  await phone.goto(`${bank.tenant}/phone`)
  await phone.getByLabel('Email').fill(`${name}@example.com`)
  await phone.getByLabel('Password').fill(bank.password)
  await phone.getByRole('button', { name: 'Continue' }).click()
  await expect(phone.getByRole('button', { name: 'Sign out' })).toBeVisible()
  return phone
}

/** The request on the phone that shows this amount. */
export function requestFor(phone: Page, amount: string) {
  return phone.getByRole('region', { name: 'Approval request' }).filter({ hasText: amount })
}
