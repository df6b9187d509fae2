import { type APIRequestContext, expect, type Page } from '@playwright/test'
import type { Account } from '@/lib/ledger/accounts/account'
import { parseAmount } from '@/lib/ledger/amounts/money'
import { interactive } from './interactive'

interface Addresses {
  app: string
  /** Where the app listens, behind whatever stands at `app`. */
  own: string
  tenant: string
  password: string
  /** Of the database, for its owner. */
  database: string
}

let addresses: Addresses | undefined

/** Where this worker's bank is. Read when asked for: Playwright loads the tests before it is open. */
export const bank: Readonly<Addresses> = {
  get app() {
    return known().app
  },
  get own() {
    return known().own
  },
  get tenant() {
    return known().tenant
  },
  get password() {
    return known().password
  },
  get database() {
    return known().database
  },
}

/** Says where this worker's bank is. */
export function opened(bank: Addresses): void {
  addresses = bank
}

function known(): Addresses {
  if (!addresses) throw new Error('no bank is open: import `test` from journey.ts')
  return addresses
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
  await interactive(page)
}

const SESSION = /session/

/**
 * Takes the sessions at bank and tenant from the browser, as an end of their lives does. An answer still on its way to the
 * page may renew one, so they are taken until none comes back. Nothing else is taken: the page may be at the sign-in by then,
 * which could not be completed without the cookies that it began with.
 */
export async function loseSession(page: Page): Promise<void> {
  const context = page.context()
  await expect(async () => {
    await context.clearCookies({ name: SESSION })
    await page.waitForTimeout(500)
    expect((await context.cookies()).filter(({ name }) => SESSION.test(name))).toEqual([])
  }).toPass()
}

/** The signed-in customer's account of this name, as the bank has it now. Asked again where a kept connection was closed. */
export async function accountNamed(request: APIRequestContext, name: string): Promise<Account> {
  const { accounts } = (await (await request.get('/api/accounts', { maxRetries: 2 })).json()) as { accounts: Account[] }
  const account = accounts.find((candidate) => candidate.name === name)
  if (!account) throw new Error(`no account ${name}`)
  return account
}

/** Dollars as the bank writes them, in cents: sums of floats would prove little. */
export function minorOf(dollars: string): bigint {
  const minor = parseAmount(dollars, 'USD')
  if (minor === null) throw new Error(`not an amount in USD: ${dollars}`)
  return minor
}

/** Chooses an account in the transfer form's From or To. */
export async function choose(page: Page, field: 'From' | 'To', account: RegExp): Promise<void> {
  await interactive(page)
  await page.getByRole('combobox', { name: field, exact: true }).click()
  await page.getByRole('option', { name: account }).click()
}
