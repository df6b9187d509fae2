import { readFile } from 'node:fs/promises'
import { expect } from '@playwright/test'
import { expectNoSeriousViolations } from './support/axe'
import { choose } from './support/bank'
import { test } from './support/journey'

test('a transfer is scheduled, made on its day by itself, paused and ended', async ({ alice }) => {
  await alice.goto('/transfer')
  const order = async (when: string, amount: string) => {
    await choose(alice, 'From', /^Savings /)
    await choose(alice, 'To', /^Checking /)
    await alice.getByLabel('Amount').fill(amount)
    await alice.getByLabel('When').selectOption({ label: when })
  }
  const card = alice.getByRole('region', { name: 'Scheduled' })
  await order('Once, on a day to come', '3.21')
  await alice.getByRole('button', { name: 'Schedule' }).click()
  await expect(alice.getByRole('status').filter({ hasText: 'Scheduled' })).toContainText('$3.21 to Checking ••4321 on ')
  await expect(alice.getByText('$3.21 to Checking ••4321 on ')).toBeInViewport({ ratio: 1 })
  // Today has begun already: the bank makes it in its next round.
  await expect(card.getByRole('listitem').filter({ hasText: '$3.21' })).toContainText(/Over.*Transferred on/s)

  await order('Every month', '4.32')
  await alice.getByLabel('First day').fill('2099-01-31')
  await alice.getByLabel('Last day').fill('2098-01-01')
  await alice.getByRole('button', { name: 'Schedule' }).click()
  await expect(alice.getByText('must not be before startsOn', { exact: true })).toBeVisible()
  await alice.getByLabel('Last day').fill('')
  await alice.getByRole('button', { name: 'Schedule' }).click()
  const monthly = card.getByRole('listitem').filter({ hasText: '$4.32' })
  await expect(monthly).toContainText('Next: 31 Jan 2099, every month')
  await expectNoSeriousViolations(alice)
  await monthly.getByRole('button', { name: 'Pause' }).click()
  await expect(monthly).toContainText('Paused')
  await monthly.getByRole('button', { name: 'End' }).click()
  await expect(monthly).toHaveCount(0)
})

test('a payee is called otherwise and deleted, and everything can be taken along', async ({ alice }) => {
  await alice.request.post('/api/payees', { data: { accountNumber: '100030007788', nickname: 'Bob’s savings' } })
  await alice.goto('/transfer')
  const payees = alice.getByRole('region', { name: 'Payees' })
  await payees.getByRole('button', { name: 'Change Bob’s savings ••7788' }).click()
  await alice.getByLabel('New nickname').fill('Bobby')
  await alice.getByRole('button', { name: 'Save', exact: true }).click()
  await payees.getByRole('button', { name: 'Change Bobby ••7788' }).click()
  await alice.getByRole('button', { name: 'Delete payee' }).click()
  await expect(payees.getByText('••7788')).toHaveCount(0)

  await alice.goto('/profile')
  const [file] = await Promise.all([
    alice.waitForEvent('download'),
    alice.getByRole('link', { name: 'Download my data' }).click(),
  ])
  const all = JSON.parse(await readFile(await file.path(), 'utf8'))
  expect(all.accounts.length).toBeGreaterThan(3)
  expect(all.sessions.length).toBeGreaterThan(0)
})
