import { randomUUID } from 'node:crypto'
import { expect, type Page } from '@playwright/test'
import { accountNamed, bank, loseSession } from './support/bank'
import { test } from './support/journey'

// Behind it stands for whom the page was made.
const EVENTS = '**/api/events*'

const dollars = (amount: number) => amount.toLocaleString('en-US', { style: 'currency', currency: 'USD' })
const lost = (page: Page) => page.getByText('Connection lost. What you see may be old.')

test('a page that no longer hears from the bank says so, until it does', async ({ alice }) => {
  await alice.route(EVENTS, (route) => route.abort())
  await alice.goto('/accounts')
  await expect(alice.getByRole('link', { name: /^Checking / })).toBeVisible()
  await expect(lost(alice)).toBeVisible({ timeout: 15_000 })
  await alice.unroute(EVENTS)
  await expect(lost(alice)).toHaveCount(0, { timeout: 20_000 })
})

test('a page shows what moved after it was made and before it could hear of it', async ({ alice }) => {
  const [from, to] = await Promise.all(['Checking', 'Savings'].map((name) => accountNamed(alice.request, name)))
  let letThrough = () => {}
  const held = new Promise<void>((resolve) => {
    letThrough = resolve
  })
  await alice.route(EVENTS, (route) => held.then(() => route.continue()))
  await alice.goto('/accounts')
  const checking = alice.getByRole('link', { name: /^Checking / })
  await expect(checking).toContainText(dollars(Number(from?.balance)))
  const sent = await alice.request.post('/api/accounts/transfers', {
    headers: { 'Idempotency-Key': randomUUID(), Origin: bank.app },
    data: { fromAccountId: from?.id, toAccountId: to?.id, amount: '0.01', currency: 'USD', memo: 'Unheard' },
  })
  expect(sent.status()).toBe(201)
  letThrough()
  await expect(checking).toContainText(dollars(Number(from?.balance) - 0.01))
})

test('a page that only waits is sent to sign in when its session has ended', async ({ alice }) => {
  await alice.route(EVENTS, (route) => route.abort())
  await alice.goto('/accounts')
  await expect(alice.getByRole('link', { name: /^Checking / })).toBeVisible()
  await loseSession(alice)
  await alice.unroute(EVENTS)
  await expect(alice.getByLabel('Email')).toBeVisible({ timeout: 20_000 })
})
