import { readFile } from 'node:fs/promises'
import { expect } from '@playwright/test'
import type { JSONWebKeySet } from 'jose'
import { paymentIn } from '@/lib/evidence/receipts/receipt'
import { verifyReceipt } from '@/lib/evidence/receipts/verify-receipt'
import { approval, say } from './support/aiya'
import { bank } from './support/bank'
import { test } from './support/journey'
import { requestFor } from './support/phone'

test('what was approved on the phone has a receipt, in the chat and on the page, that anybody can verify', async ({
  alice,
  phone,
  playwright,
}) => {
  await alice.goto('/aiya')
  await say(alice, 'move $13.37 from checking to savings for books')
  await requestFor(phone, '$13.37').getByRole('button', { name: 'Approve' }).click()
  const card = approval(alice)
  await expect(card).toContainText('Transferred')
  await expect(card.getByRole('link', { name: 'Receipt' })).toHaveAttribute(
    'href',
    /\/api\/approvals\/[\w-]+\/receipt\?customer=[\w-]+$/,
  )

  await alice.goto('/approvals')
  const record = alice.getByRole('listitem').filter({ hasText: '$13.37' })
  await record.getByText('$13.37', { exact: true }).click()
  const [download] = await Promise.all([
    alice.waitForEvent('download'),
    record.getByRole('link', { name: 'Receipt' }).click(),
  ])
  expect(download.suggestedFilename()).toMatch(/^baink-receipt-[\w-]{36}\.jws$/)
  // The key is asked for without any session.
  const anybody = await playwright.request.newContext()
  const keys = (await (await anybody.get(`${bank.app}/api/receipts/keys`)).json()) as JSONWebKeySet
  const receipt = await verifyReceipt(await readFile(await download.path(), 'utf8'), keys)
  expect(receipt.posted).toMatchObject({ amount: '13.37', currency: 'USD', memo: 'books', authority: 'approval' })
  expect(paymentIn(receipt).creditorAccount.name).toBe('Savings')
  await anybody.dispose()
})
