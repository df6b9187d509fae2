import { type APIRequestContext, type Browser, test as base, expect, type Page } from '@playwright/test'
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
type Session = Awaited<ReturnType<ReturnType<Page['context']>['storageState']>>

interface Fixtures {
  /** A page on which alice is signed in. */
  alice: Page
}

/** Tests whose pages live at the run's bank. */
export const test = base.extend<Fixtures, { aliceSession: Session }>({
  baseURL: ({ browserName: _ }, use) => use(bank.app),
  aliceSession: [async ({ browser }, use) => use(await sessionOf(browser, 'alice')), { scope: 'worker' }],
  alice: async ({ browser, aliceSession, contextOptions, viewport, colorScheme }, use) => {
    const context = await browser.newContext({
      ...contextOptions,
      baseURL: bank.app,
      storageState: aliceSession,
      viewport,
      colorScheme,
    })
    await use(await context.newPage())
    await context.close()
  },
})

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

async function sessionOf(browser: Browser, name: Name): Promise<Session> {
  const context = await browser.newContext()
  await signIn(await context.newPage(), name)
  const session = await context.storageState()
  await context.close()
  return session
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

export { expect }
