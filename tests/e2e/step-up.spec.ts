import { expect, type Page } from '@playwright/test'
import { expectNoSeriousViolations } from './support/axe'
import { accountNamed, choose, minorOf } from './support/bank'
import { listen } from './support/heard'
import { test } from './support/journey'
import { requestFor } from './support/phone'

const ABOVE_100 = { amounts: [{ currency: 'USD', above: '100.00' }], firstPayments: true }

/** Sets by the API what these journeys begin with; what is stricter holds at once. */
async function askAbove100({ request }: Page): Promise<void> {
  expect((await request.put('/api/confirmation', { data: ABOVE_100 })).status()).toBe(200)
}

async function order(page: Page, amount: string): Promise<void> {
  await choose(page, 'From', /^Savings /)
  await choose(page, 'To', /^Checking /)
  await page.getByLabel('Amount').fill(amount)
  await page.getByRole('button', { name: 'Transfer now' }).click()
}

test('a transfer above the customer’s amount waits for the phone, on the page and over a reload', async ({
  alice,
  phone,
}) => {
  await askAbove100(alice)
  const before = await accountNamed(alice.request, 'Savings')
  const result = alice.getByRole('status')
  const heard = await listen(alice)
  await alice.goto('/transfer')
  await order(alice, '99.10')
  await expect(result).toContainText('$99.10 transferred')

  await order(alice, '150.25')
  await expect(result.getByRole('region', { name: 'Approval' })).toContainText('Waiting for your phone')
  await expect(alice.getByLabel('Amount')).toHaveValue('')
  await expectNoSeriousViolations(alice)
  // What is typed meanwhile, and a reload, leave it there.
  await alice.getByLabel('Memo').fill('another')
  await expect(result).toContainText('$150.25')
  await alice.reload()
  await expect(result).toContainText('Waiting for your phone')
  const asked = requestFor(phone, '$150.25')
  await expect(asked).toContainText('You, in the bAInk portal, ask to transfer')
  await expect(asked).not.toContainText('Aiya')
  await asked.getByRole('button', { name: 'Approve' }).click()
  await expect(result).toContainText('Transferred')
  const said = (await heard()).filter((words) => !words.startsWith('Approved: $150.25.'))
  expect(said).toEqual([
    expect.stringMatching(/^Waiting for your phone: \$150\.25\. To Checking ••4321\. Compare it on your phone/),
    expect.stringMatching(/^Transferred: \$150\.25\. To Checking ••4321\. You approved it/),
  ])
  const after = await accountNamed(alice.request, 'Savings')
  expect(minorOf(before.balance) - minorOf(after.balance)).toBe(24_935n)

  await order(alice, '150.26')
  await result.getByRole('button', { name: 'Cancel' }).click()
  await expect(result).toContainText('Cancelled')
  await expect(requestFor(phone, '$150.26')).toBeHidden()
  expect(await accountNamed(alice.request, 'Savings')).toEqual(after)

  await alice.goto('/approvals')
  await expect(alice.getByRole('listitem').filter({ hasText: '$150.25' })).toContainText('You, in the portal')
})

test('being asked more holds at once, and being asked less takes the phone', async ({ alice, phone }) => {
  await askAbove100(alice)
  await alice.goto('/profile')
  const card = alice.getByRole('region', { name: 'Ask my phone too' })
  const [above, first] = [card.getByLabel('Transfers above, in USD'), card.getByLabel('The first payment to a payee')]
  const save = card.getByRole('button', { name: 'Save' })
  const wish = phone.getByRole('region', { name: 'Approval request' }).filter({ hasText: 'Wanted' })
  await above.fill('90')
  await save.click()
  await expect(card).toContainText('Saved. It holds from now on.')
  await expect(above).toHaveValue('90.00')

  const askForLess = async () => {
    await above.fill('')
    await first.uncheck()
    await save.click()
    await expect(card).toContainText('Waiting for your phone')
    // It holds what it held until the phone has said yes.
    await expect(above).toHaveValue('90.00')
    await expect(first).toBeChecked()
  }
  await askForLess()
  await expectNoSeriousViolations(alice)
  await card.getByRole('button', { name: 'Cancel' }).click()
  await expect(card).toContainText('Cancelled')
  await expect(wish).toBeHidden()
  await askForLess()
  await expect(wish).toContainText('You, in the bAInk portal, ask to change when this phone is asked')
  await expect(wish).toContainText('90.00 USD')
  await wish.getByRole('button', { name: 'Approve' }).click()
  await expect(card).toContainText('Changed')
  await expect(above).toHaveValue('')
  await expect(first).not.toBeChecked()
  await expect(phone.getByRole('listitem').filter({ hasText: 'Ask me for no amount' }).first()).toContainText('Done')
})
