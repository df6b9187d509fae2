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

test('no page breaks its own security policy', async ({ alice }) => {
  const complaints: string[] = []
  alice.on('console', (message) => {
    if (/Content Security Policy|hydrat/i.test(message.text())) complaints.push(message.text())
  })
  for (const path of ['/accounts', '/transfer', '/approvals', '/aiya', '/nowhere']) {
    const response = await alice.goto(path)
    const policy = response?.headers()['content-security-policy'] ?? ''
    expect(policy).toMatch(/script-src [^;]*'nonce-/)
    expect(policy).not.toMatch(/script-src [^;]*'unsafe-inline'/)
    expect(policy).toContain("frame-ancestors 'none'")
    await alice.getByRole('heading', { level: 1 }).waitFor()
  }
  expect(complaints).toEqual([])
})
