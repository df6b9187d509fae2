import { expect } from '@playwright/test'
import { test } from './support/journey'

test('a customer without accounts is told how to get some', async ({ alice }) => {
  await alice.route('**/api/accounts', (route) => route.fulfill({ json: { accounts: [] } }))
  // What comes with the document is the ledger's own; what the router brings is read again.
  await alice.goto('/approvals')
  for (const name of ['Accounts', 'Transfer']) {
    await alice.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true }).click()
    await expect(alice.getByText('You have no accounts yet')).toBeVisible()
    await expect(alice.getByText("npm run db:seed -- --subject 'auth0|alice'")).toBeVisible()
  }
})

test('where the bank cannot be reached a page says so, and reads again when asked', async ({ alice }) => {
  const path = /\/api\/orders\?/
  await alice.route(path, (route) => route.abort())
  await alice.goto('/orders')
  const alert = alice.getByRole('alert').filter({ hasText: 'The bank cannot be reached' })
  await expect(alert).toBeVisible()
  const again = alice.waitForRequest(path)
  await alert.getByRole('button', { name: 'Try again' }).click()
  await again
  await expect(alert).toBeVisible()
  await alice.unroute(path)
  await expect(async () => {
    // The page's own next attempt may be quicker than the customer.
    await alert
      .getByRole('button', { name: 'Try again' })
      .click({ timeout: 500 })
      .catch(() => {})
    await expect(alert).toBeHidden({ timeout: 1_000 })
  }).toPass()
})
