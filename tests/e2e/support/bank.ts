import { type APIRequestContext, expect, type Page } from '@playwright/test'
import type { Account } from '@/lib/accounts/account'

/** Where the run's bank is. Read when asked for: Playwright may load the tests before open-bank.setup.ts has run. */
export const bank = {
  get app() {
    return needed('E2E_APP')
  },
  get password() {
    return needed('E2E_PASSWORD')
  },
  get database() {
    return needed('E2E_DATABASE')
  },
  get tenant() {
    return needed('E2E_TENANT')
  },
}

type Name = 'alice' | 'bob'
/** Signs in as a person does: by the link, on the tenant's page. */
export async function signIn(page: Page, name: Name): Promise<void> {
  await page.goto(bank.app)
  await page.getByRole('link', { name: 'Log in' }).click()
  await answerTenant(page, name)
}

/** Fills in the tenant's sign-in page and waits to be back at the bank. */
export async function answerTenant(page: Page, name: Name): Promise<void> {
  await page.getByLabel('Email').fill(`${name}@example.com`)
  await page.getByLabel('Password').fill(bank.password)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.waitForURL(`${bank.app}/**`)
  await expect(page.getByRole('link', { name: 'Log out' })).toBeVisible()
}

/** The signed-in customer's account of this name, as the bank has it now. */
export async function accountNamed(request: APIRequestContext, name: string): Promise<Account> {
  const { accounts } = (await (await request.get('/api/accounts')).json()) as { accounts: Account[] }
  const account = accounts.find((candidate) => candidate.name === name)
  if (!account) throw new Error(`no account ${name}`)
  return account
}

/** Chooses an account in the transfer form's From or To. */
export async function choose(page: Page, field: 'From' | 'To', account: RegExp): Promise<void> {
  await page.getByRole('combobox', { name: field, exact: true }).click()
  await page.getByRole('option', { name: account }).click()
}

function needed(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set: run the journeys with playwright`)
  return value
}
