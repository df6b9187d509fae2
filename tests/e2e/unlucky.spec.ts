import { expect } from '@playwright/test'
import { test } from './support/journey'

test('a customer without accounts is told how to get some', async ({ alice }) => {
  await alice.route('**/api/accounts', (route) => route.fulfill({ json: { accounts: [] } }))
  for (const path of ['/accounts', '/transfer']) {
    await alice.goto(path)
    await expect(alice.getByText('You have no accounts yet')).toBeVisible()
    await expect(alice.getByText("npm run db:seed -- --subject 'auth0|alice'")).toBeVisible()
  }
})

test('where the bank cannot be reached a page says so, and reads again when asked', async ({ alice }) => {
  await alice.route('**/api/accounts', (route) => route.abort())
  await alice.goto('/accounts')
  const alert = alice.getByRole('alert').filter({ hasText: 'The bank cannot be reached' })
  await expect(alert).toBeVisible()
  const again = alice.waitForRequest('**/api/accounts')
  await alert.getByRole('button', { name: 'Try again' }).click()
  await again
  await expect(alert).toBeVisible()
  // From here on the page's own next attempt may be quicker than the customer.
  await alice.unroute('**/api/accounts')
  await expect(alice.getByRole('link', { name: /^Checking / })).toBeVisible()
})
