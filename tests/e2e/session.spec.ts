import { expect } from '@playwright/test'
import { say } from './support/aiya'
import { answerTenant, bank, loseSession, signIn } from './support/bank'
import { test } from './support/journey'

const PAGES = ['/accounts', '/transfer', '/aiya', '/approvals', '/profile']
const APIS = ['/api/accounts', '/api/payees', '/api/approvals', '/api/asking', '/api/events']

test('a visitor sees what this is, and every signed-in page and API is closed to them', async ({ page, request }) => {
  await page.goto('/')
  await expect(page.getByRole('link', { name: 'Log in' })).toBeVisible()
  await expect(page.getByText(/play money/)).toBeVisible()
  for (const path of PAGES) {
    const response = await request.get(path, { maxRedirects: 0 })
    expect(response.status(), path).toBe(307)
    expect(response.headers().location).toBe(`/auth/login?returnTo=${encodeURIComponent(path)}`)
  }
  for (const path of APIS) expect((await request.get(path)).status(), path).toBe(401)
})

test('the welcome page is one answer, in which light or dark is chosen for the portal as well', async ({ page }) => {
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  const answer = await page.goto('/')
  expect(asked.filter((path) => path !== '/icon.svg')).toEqual(['/'])
  expect(answer?.headers()['content-security-policy']).toMatch(/script-src [^;]*'nonce-/)
  expect(answer?.headers()['cache-control']).toContain('no-store')
  const posted = await page.request.post('/')
  expect([posted.status(), posted.headers().allow]).toEqual([405, 'GET, HEAD'])
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)
  expect(await ground()).toBe('light')
  await page.getByRole('button', { name: 'Light or dark' }).click()
  expect(await ground()).toBe('dark')
  await page.reload()
  expect(await ground()).toBe('dark')
  await page.getByRole('link', { name: 'Log in' }).click()
  await answerTenant(page, 'alice')
  await expect(page.getByRole('heading', { name: 'Accounts', level: 1 })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')
  await page.goto('/')
  await expect(page).toHaveURL(`${bank.app}/accounts`)
  await page.goto('/nowhere')
  await page.getByRole('main').getByRole('link').first().click()
  await expect(page).toHaveURL(`${bank.app}/accounts`)
})

test('signing in leads to the page that was asked for', async ({ page }) => {
  await page.goto('/approvals')
  await answerTenant(page, 'alice')
  await expect(page).toHaveURL(`${bank.app}/approvals`)
  await expect(page).toHaveTitle(/Approvals · the bAInk$/)
  await expect(page.getByRole('link', { name: 'Approvals' })).toHaveAttribute('aria-current', 'page')
})

test('a customer signs in, sees the accounts, signs out, and everything is closed again', async ({ page }) => {
  await signIn(page, 'alice')
  await expect(page.getByRole('heading', { name: 'Accounts', level: 1 })).toBeVisible()
  await expect(page.getByRole('link', { name: /^Checking .*4321/ })).toBeVisible()
  await expect(page.getByText('Frozen', { exact: true })).toBeVisible()
  await expect(page.getByText('Closed', { exact: true })).toBeHidden()
  await page.getByText('Closed accounts (1)').click()
  await expect(page.getByText('Closed', { exact: true })).toBeVisible()
  await page.getByRole('link', { name: 'Log out' }).click()
  await expect(page.getByRole('link', { name: 'Log in' })).toBeVisible()
  for (const path of APIS) expect((await page.request.get(path)).status(), path).toBe(401)
  await page.goto('/accounts')
  await expect(page.getByLabel('Email')).toBeVisible()
})

test('a page whose session ends sends its customer to sign in again', async ({ page }) => {
  await signIn(page, 'alice')
  await page.getByRole('link', { name: 'Approvals' }).click()
  await expect(page.getByRole('heading', { name: 'Approvals', level: 1 })).toBeVisible()
  await loseSession(page)
  await page.getByRole('link', { name: 'Accounts' }).click()
  await expect(page.getByLabel('Email')).toBeVisible()
})

test('a chat that is renamed after the session has ended leads to sign in again', async ({ page }) => {
  await signIn(page, 'alice')
  await page.goto('/aiya')
  await say(page, 'good morning')
  await page.getByRole('button', { name: 'Options for good morning' }).click()
  await page.getByRole('menuitem', { name: 'Rename' }).click()
  await loseSession(page)
  // The page may hear of the end by itself before the click, and is then on its way already.
  const rename = page.getByRole('dialog').getByRole('button', { name: 'Rename' })
  await rename.click({ timeout: 5_000 }).catch(() => {})
  await expect(page.getByLabel('Email')).toBeVisible()
})

test('a read that comes too late does not turn a sign-out round to sign in', async ({ page }) => {
  await signIn(page, 'alice')
  await expect(page.getByRole('link', { name: /^Checking / })).toBeVisible()
  const refused = page.waitForResponse((response) => response.status() === 401)
  await page.route('**/auth/logout', async (route) => {
    await page.context().clearCookies()
    await refused
    await route.continue()
  })
  // The page reads again while the bank is still busy with the sign-out; not too soon, since SWR asks nothing twice in two
  // seconds.
  await page.evaluate(() => setTimeout(() => window.dispatchEvent(new Event('online')), 3_000))
  await page.getByRole('link', { name: 'Log out' }).click({ noWaitAfter: true })
  await expect(page.getByRole('link', { name: 'Log in' })).toBeVisible()
})

test('an account of somebody else is not found', async ({ page, alice }) => {
  await signIn(page, 'bob')
  const { accounts } = await (await page.request.get('/api/accounts')).json()
  const response = await alice.goto(`/accounts/${accounts[0].id}`)
  expect(response?.status()).toBe(404)
  await expect(alice.getByRole('heading', { name: 'There is nothing here' })).toBeVisible()
})
