import { expect, type Page } from '@playwright/test'
import { loseSession } from './support/bank'
import { test } from './support/journey'

// Behind it stands for whom the page was made.
const EVENTS = '**/api/events*'

const lost = (page: Page) => page.getByText('Connection lost. What you see may be old.')

test('a page that no longer hears from the bank says so, until it does', async ({ alice }) => {
  await alice.route(EVENTS, (route) => route.abort())
  await alice.goto('/accounts')
  await expect(alice.getByRole('link', { name: /^Checking / })).toBeVisible()
  await expect(lost(alice)).toBeVisible({ timeout: 15_000 })
  await alice.unroute(EVENTS)
  await expect(lost(alice)).toHaveCount(0, { timeout: 20_000 })
})

test('a page that only waits is sent to sign in when its session has ended', async ({ alice }) => {
  await alice.route(EVENTS, (route) => route.abort())
  await alice.goto('/accounts')
  await expect(alice.getByRole('link', { name: /^Checking / })).toBeVisible()
  await loseSession(alice)
  await alice.unroute(EVENTS)
  await expect(alice.getByLabel('Email')).toBeVisible({ timeout: 20_000 })
})
