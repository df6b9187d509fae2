import { expect, type Page } from '@playwright/test'
import { accountNamed, choose } from './support/bank'
import { test } from './support/journey'

const TRANSFERS = '**/api/accounts/transfers'

async function fillIn(page: Page, amount: string): Promise<void> {
  await page.goto('/transfer')
  await choose(page, 'From', /^Savings /)
  await choose(page, 'To', /^Checking /)
  await page.getByLabel('Amount').fill(amount)
}

/** How many transfers of this amount the newest statement lines show. */
async function timesPaid(page: Page, amount: string): Promise<number> {
  const { id } = await accountNamed(page.request, 'Savings')
  const statement = await (await page.request.get(`/api/accounts/${id}/transactions?limit=100`)).json()
  return statement.transactions.filter((line: { amount: string }) => line.amount === `-${amount}`).length
}

/** The bank makes the transfer, and its answer never reaches the page. */
async function loseAnswers(page: Page): Promise<void> {
  await page.route(TRANSFERS, async (route) => {
    await route.fetch()
    await route.abort()
  })
}

test('an answer that is lost, a reload and another try make one transfer', async ({ alice }) => {
  await fillIn(alice, '3.17')
  await loseAnswers(alice)
  await alice.getByRole('button', { name: 'Transfer now' }).click()
  await expect(alice.getByRole('status')).toContainText('We do not know yet whether this went through')
  await alice.unroute(TRANSFERS)
  await alice.reload()
  await expect(alice.getByRole('status')).toContainText('$3.17 from Savings')
  await expect(alice.getByLabel('Amount')).toHaveValue('3.17')
  await alice.getByRole('button', { name: 'Try again' }).click()
  await expect(alice.getByRole('status')).toContainText('$3.17 transferred')
  expect(await timesPaid(alice, '3.17')).toBe(1)
  await alice.reload()
  await expect(alice.getByRole('button', { name: 'Transfer now' })).toBeVisible()
  await expect(alice.getByRole('status')).toBeEmpty()
})

test('the same order sent from the form again is the same transfer', async ({ alice }) => {
  await fillIn(alice, '3.18')
  await loseAnswers(alice)
  await alice.getByRole('button', { name: 'Transfer now' }).click()
  await expect(alice.getByRole('status')).toContainText('We do not know')
  await alice.unroute(TRANSFERS)
  await alice.getByRole('button', { name: 'Transfer now' }).click()
  await expect(alice.getByRole('status')).toContainText('$3.18 transferred')
  expect(await timesPaid(alice, '3.18')).toBe(1)
})

test('while one order has no answer, no other goes out', async ({ alice }) => {
  await fillIn(alice, '3.19')
  await alice.route(TRANSFERS, (route) => route.fulfill({ status: 503, body: 'proxy: no upstream' }))
  await alice.getByRole('button', { name: 'Transfer now' }).click()
  await expect(alice.getByRole('status')).toContainText('We do not know')
  await alice.unroute(TRANSFERS)
  await alice.getByLabel('Amount').fill('4.00')
  await alice.getByRole('button', { name: 'Transfer now' }).click()
  await expect(alice.getByRole('status')).toContainText('Settle this one before you send another')
  await alice.getByRole('button', { name: 'Discard' }).click()
  await expect(alice.getByRole('status')).toBeEmpty()
  expect(await timesPaid(alice, '3.19')).toBe(0)
})

test('a refusal at the door does not settle an earlier attempt that had no answer', async ({ alice }) => {
  await fillIn(alice, '3.20')
  await loseAnswers(alice)
  await alice.getByRole('button', { name: 'Transfer now' }).click()
  await expect(alice.getByRole('status')).toContainText('We do not know')
  await alice.unroute(TRANSFERS)
  await alice.route(TRANSFERS, (route) =>
    route.fulfill({ status: 429, contentType: 'application/problem+json', body: '{"code":"rate_limited"}' }),
  )
  await alice.getByRole('button', { name: 'Try again' }).click()
  await expect(alice.getByRole('button', { name: 'Try again' })).toBeEnabled()
  await expect(alice.getByRole('status')).toContainText('We do not know')
  await alice.unroute(TRANSFERS)
  await alice.getByRole('button', { name: 'Try again' }).click()
  await expect(alice.getByRole('status')).toContainText('$3.20 transferred')
  expect(await timesPaid(alice, '3.20')).toBe(1)
})

test('a double click is one transfer', async ({ alice }) => {
  await fillIn(alice, '3.21')
  await alice.getByRole('button', { name: 'Transfer now' }).dblclick()
  await expect(alice.getByRole('status')).toContainText('$3.21 transferred')
  await alice.waitForLoadState('networkidle').catch(() => {})
  expect(await timesPaid(alice, '3.21')).toBe(1)
})

test('after a refusal the next order has a key of its own', async ({ alice }) => {
  const keys: (string | undefined)[] = []
  alice.on('request', (request) => {
    if (request.url().endsWith('/api/accounts/transfers')) keys.push(request.headers()['idempotency-key'])
  })
  await fillIn(alice, '9,999.99')
  await choose(alice, 'From', /^Checking /)
  await choose(alice, 'To', /^Savings /)
  await alice.getByRole('button', { name: 'Transfer now' }).click()
  await expect(alice.getByRole('status')).toContainText('Not enough money')
  await alice.getByLabel('Amount').fill('1.01')
  await alice.getByRole('button', { name: 'Transfer now' }).click()
  await expect(alice.getByRole('status')).toContainText('$1.01 transferred')
  expect(new Set(keys).size).toBe(2)
})
