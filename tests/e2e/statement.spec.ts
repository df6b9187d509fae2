import { randomUUID } from 'node:crypto'
import { expect } from '@playwright/test'
import { accountNamed, bank } from './support/bank'
import { test } from './support/journey'

const TRANSFERS = 25

test('a long statement comes page by page, and new lines come by themselves', async ({ alice }) => {
  const from = await accountNamed(alice.request, 'Savings')
  const to = await accountNamed(alice.request, 'Checking')
  const pay = (amount: string, memo: string) =>
    alice.request.post('/api/accounts/transfers', {
      headers: { 'Idempotency-Key': randomUUID(), Origin: bank.app },
      data: { fromAccountId: from.id, toAccountId: to.id, amount, currency: 'USD', memo },
    })
  for (let n = 1; n <= TRANSFERS; n++) expect((await pay('0.01', `Line ${n}`)).status()).toBe(201)

  await alice.goto('/accounts')
  await alice.getByRole('link', { name: /^Savings / }).click()
  await expect(alice).toHaveTitle('Savings ••8765 · the bAInk')
  await expect(alice.getByRole('cell', { name: 'Line 25', exact: false }).first()).toBeVisible()
  await expect(alice.getByRole('row')).toHaveCount(21)
  await alice.getByRole('button', { name: 'Load more' }).click()
  await expect(alice.getByText('Line 1', { exact: true })).toBeVisible()
  while (await alice.getByRole('button', { name: 'Load more' }).isVisible()) {
    const rows = await alice.getByRole('row').count()
    await alice.getByRole('button', { name: 'Load more' }).click()
    await expect.poll(() => alice.getByRole('row').count()).toBeGreaterThan(rows)
  }
  await expect(alice.getByText('Opening balance')).toBeVisible()

  await pay('0.02', 'While you watch')
  await expect(alice.getByRole('row').nth(1)).toContainText('While you watch')
  await expect(alice.getByText('Line 1', { exact: true })).toBeVisible()
})
