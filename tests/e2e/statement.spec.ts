import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { expect } from '@playwright/test'
import { openApproval } from './support/approvals'
import { accountNamed, bank } from './support/bank'
import { listen } from './support/heard'
import { test } from './support/journey'
import { statementLines } from './support/statement'

const TRANSFERS = 25

test('a long statement comes page by page, new lines come by themselves, and what is held stands above them', async ({
  alice,
}) => {
  const from = await accountNamed(alice.request, 'Savings')
  const to = await accountNamed(alice.request, 'Checking')
  const pay = (amount: string, memo: string) =>
    alice.request.post('/api/accounts/transfers', {
      headers: { 'Idempotency-Key': randomUUID(), Origin: bank.app },
      data: { fromAccountId: from.id, toAccountId: to.id, amount, currency: 'USD', memo },
    })
  for (let n = 1; n <= TRANSFERS; n++) expect((await pay('0.01', `Line ${n}`)).status()).toBe(201)

  const heard = await listen(alice)
  await alice.goto('/accounts')
  await alice.getByRole('link', { name: /^Savings / }).focus()
  await alice.keyboard.press('Enter')
  await expect(alice).toHaveTitle(/Savings ••8765 · the bAInk$/)
  // The link has gone with its page, and reading goes on at the new one's content.
  await expect(alice.getByRole('main')).toBeFocused()
  const lines = statementLines(alice)
  await expect(lines.filter({ hasText: 'Line 25' })).toContainText('Checking ••4321')
  await expect(lines).toHaveCount(20)
  await alice.getByRole('button', { name: 'Load more' }).click()
  await expect(alice.getByText('Line 1', { exact: true })).toBeVisible()
  if (await alice.getByRole('button', { name: 'Load more' }).isVisible())
    expect(await heard()).toEqual(['More is shown now.'])
  while (await alice.getByRole('button', { name: 'Load more' }).isVisible()) {
    const rows = await lines.count()
    await alice.getByRole('button', { name: 'Load more' }).click()
    await expect.poll(() => lines.count()).toBeGreaterThan(rows)
  }
  await expect(alice.getByText('Opening balance')).toBeVisible()

  await pay('0.02', 'While you watch')
  await expect(lines.first()).toContainText('While you watch')
  await expect(alice.getByText('Line 1', { exact: true })).toBeVisible()

  // What waits for the phone is no line of the book.
  const pending = alice.getByRole('region', { name: 'Pending' })
  const held = pending.getByRole('listitem').filter({ hasText: '−$61.00' })
  await expect(held).toHaveCount(0)
  await openApproval(from, to, 6_100)
  await alice.reload()
  await expect(held).toContainText('Waiting for your phone')
  await expect(lines.filter({ hasText: '$61.00' })).toHaveCount(0)
})

test('search and filters combine, live in the address, and say what is wrong with them', async ({ alice }) => {
  const checking = await accountNamed(alice.request, 'Checking')
  const savings = await accountNamed(alice.request, 'Savings')
  for (const [amount, memo] of [
    ['41.00', 'Grüße (rent)'],
    ['42.00', 'Grüße and flowers'],
  ] as const) {
    const data = { fromAccountId: checking.id, toAccountId: savings.id, amount, currency: 'USD', memo }
    const headers = { 'Idempotency-Key': randomUUID(), Origin: bank.app }
    expect((await alice.request.post('/api/accounts/transfers', { headers, data })).status()).toBe(201)
  }
  const heard = await listen(alice)
  await alice.goto(`/accounts/${checking.id}`)
  const lines = statementLines(alice)
  await alice.getByLabel('Search', { exact: true }).fill('GRÜSSE')
  await expect(alice.getByText('Nothing matches')).toBeVisible()
  await alice.getByLabel('Search', { exact: true }).fill('grüße')
  await expect(lines).toHaveCount(2)
  await alice.getByRole('button', { name: 'Dates and amounts' }).click()
  await alice.getByLabel('At least').fill('41.5')
  await alice.getByLabel('At least').press('Enter')
  await expect(lines).toHaveCount(1)
  await expect(lines).toContainText('Grüße and flowers')
  expect(await heard()).toEqual([
    'Nothing matches. No transaction of this account is like that.',
    '2 transactions',
    '1 transaction',
  ])
  await expect(alice).toHaveURL(/\?q=gr%C3%BC%C3%9Fe&min=41\.50$/)
  await alice.reload()
  await expect(lines).toHaveCount(1)
  await alice.getByText('In', { exact: true }).click()
  await expect(alice.getByText('Nothing matches')).toBeVisible()
  await alice.getByText('Out', { exact: true }).click()
  await expect(lines).toHaveCount(1)

  await alice.getByLabel('From', { exact: true }).fill('2026-03-02')
  await alice.getByLabel('To', { exact: true }).fill('2026-03-01')
  await expect(alice.getByText('must not be before from')).toBeVisible()
  await expect(lines).toHaveCount(0)
  // A file that is refused says why, on the page.
  await alice.getByRole('button', { name: 'Download' }).click()
  await alice.getByRole('menuitem', { name: 'PDF' }).click()
  const refused = alice.getByRole('alert').filter({ hasText: 'The file was not saved' })
  await expect(refused).toContainText('must not be before from')
  await refused.getByRole('button', { name: 'Close' }).click()
  await alice.getByRole('button', { name: 'Clear' }).click()
  await expect(alice).toHaveURL(new RegExp(`/accounts/${checking.id}$`))
  await expect(alice.getByLabel('Search', { exact: true })).toHaveValue('')
  await expect(lines.filter({ hasText: 'Grüße (rent)' })).toHaveCount(1)
  // The files of the days chosen, and the number for whoever asks for it.
  await alice.getByLabel('To', { exact: true }).fill('2099-12-31')
  for (const [item, begins] of [
    ['PDF', '%PDF-'],
    ['CSV, for spreadsheets', 'Date,Time,'],
    ['XML (camt.053)', '<?xml'],
  ] as const) {
    await alice.getByRole('button', { name: 'Download' }).click()
    const [file] = await Promise.all([
      alice.waitForEvent('download'),
      alice.getByRole('menuitem', { name: item }).click(),
    ])
    expect(file.suggestedFilename()).toMatch(/^baink-4321-2099-12-31\.(pdf|csv|xml)$/)
    expect((await readFile(await file.path())).subarray(0, begins.length).toString()).toBe(begins)
  }
  await alice.getByRole('button', { name: 'Show account number' }).click()
  await expect(alice.getByText('1000 2000 4321')).toBeVisible()
})
