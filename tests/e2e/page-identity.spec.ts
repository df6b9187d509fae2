import { type BrowserContext, expect, type Page } from '@playwright/test'
import { openApproval } from './support/approvals'
import { accountNamed, answerTenant, bank, choose, signIn } from './support/bank'
import { test } from './support/journey'

// Two tabs of one browser, and two customers: cookies are the browser's, what a page shows and sends is its customer's.

const NOTICE = 'Somebody else is signed in here now'

/** Bob signs in in a tab of his own, over alice's session. */
async function bobSignsIn(context: BrowserContext): Promise<Page> {
  const tab = await context.newPage()
  await tab.goto('/auth/login?prompt=login')
  await answerTenant(tab, 'bob')
  return tab
}

/** Keeps live events from the page, which would tell it at once: then its own requests must find out. */
const withoutEvents = (page: Page) => page.route('**/api/events*', (route) => route.abort())

async function expectNotice(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { name: NOTICE })).toBeVisible()
  await expect(page.getByText('Alice')).toHaveCount(0)
  await expect(page.getByText('$')).toHaveCount(0)
}

test('a page says by itself that somebody else has signed in, and reloads as theirs', async ({ page, context }) => {
  await signIn(page, 'alice')
  await expect(page.getByRole('link', { name: /^Checking .*4321/ })).toBeVisible()
  await bobSignsIn(context)
  await expectNotice(page)
  await page.getByRole('button', { name: 'Reload' }).click()
  await expect(page.getByText('Bob', { exact: false }).first()).toBeVisible()
  await expect(page.getByRole('link', { name: /^Checking / })).toBeVisible()
  await expect(page.getByRole('link', { name: /4321/ })).toHaveCount(0)
})

test('an order of a page whose customer has gone moves nobody’s money', async ({ page, context }) => {
  await withoutEvents(page)
  await signIn(page, 'alice')
  await page.getByRole('link', { name: 'Transfer' }).click()
  await choose(page, 'From', /^Checking/)
  await choose(page, 'To', /^Savings/)
  await page.getByRole('textbox', { name: 'Amount' }).fill('12.34')
  const bob = await bobSignsIn(context)
  const before = await accountNamed(bob.request, 'Checking')
  await page.getByRole('button', { name: 'Transfer now' }).click()
  await expectNotice(page)
  expect((await accountNamed(bob.request, 'Checking')).balance).toBe(before.balance)
})

test('a link brings nothing of somebody else’s onto the page', async ({ page, context }) => {
  await withoutEvents(page)
  await signIn(page, 'alice')
  await expect(page.getByRole('link', { name: /^Checking .*4321/ })).toBeVisible()
  await bobSignsIn(context)
  await page.getByRole('link', { name: 'Approvals' }).click()
  await expectNotice(page)
})

test('a link to what is one’s own says who is signed in, and not that there is nothing', async ({ page, context }) => {
  await withoutEvents(page)
  await signIn(page, 'alice')
  await openApproval(await accountNamed(page.request, 'Savings'), await accountNamed(page.request, 'Checking'), 1_700)
  const approvals = await page.request.get('/api/approvals?limit=1')
  const [{ id }] = (await approvals.json()).approvals
  await page.request.post(`/api/approvals/${id}/cancel`, { headers: { Origin: bank.app } })
  await page.goto('/approvals')
  await page.getByText('$17.00', { exact: true }).click()
  const link = page.getByRole('link', { name: 'Timeline' })
  await link.waitFor()
  await bobSignsIn(context)
  await link.click()
  await expectNotice(page)
})

test('no link of a page whose customer has gone brings a file of somebody else’s', async ({ page, context }) => {
  await withoutEvents(page)
  await signIn(page, 'alice')
  await page.goto('/profile')
  const links = page.locator('main a[download]')
  expect(await links.count()).toBeGreaterThan(5)
  const files = await links.evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href))
  const bob = await bobSignsIn(context)
  for (const file of files) {
    const refused = await bob.request.get(file)
    expect([refused.status(), (await refused.json()).code], file).toEqual([409, 'signed_in_as_other'])
  }
})
