import { expect, type Page } from '@playwright/test'
import { approval, say } from './support/aiya'
import { openApproval } from './support/approvals'
import { expectNoSeriousViolations } from './support/axe'
import { accountNamed, bank } from './support/bank'
import { test } from './support/journey'
import { requestFor } from './support/phone'

const steps = (page: Page) => page.getByRole('region', { name: 'Timeline' }).getByRole('listitem')

test('an approval’s own page tells it from the prompt to the entries, in the customer’s zone, and can be printed', async ({
  alice,
  phone,
  aliceBrowser,
  browser,
}) => {
  await alice.goto('/aiya')
  await say(alice, 'move $14.14 from checking to savings for shelves')
  await requestFor(phone, '$14.14').getByRole('button', { name: 'Approve' }).click()
  await expect(approval(alice)).toContainText('Transferred')
  await alice.goto('/approvals?show=transferred')
  const row = alice.getByRole('listitem').filter({ hasText: '$14.14' })
  await row.locator('summary').click()
  await row.getByRole('link', { name: 'Timeline' }).click()
  await expect(alice.getByRole('heading', { level: 1 })).toHaveText('$14.14')
  // The last step holds a list of its own, of the entries.
  const outer = alice.locator('ol > li')
  await expect(outer).toHaveCount(4)
  await expect(outer.nth(0)).toContainText('You asked Aiya“move $14.14 from checking to savings for shelves”')
  await expect(outer.nth(1)).toContainText('Your phone was asked“Transfer 14.14 USD from Checking 4321 to Savings 8765')
  await expect(outer.nth(2)).toContainText('You approved it on ')
  await expect(outer.nth(2)).toContainText('Signed by the device’s key.')
  await expect(outer.nth(3)).toContainText('Transferred')
  await expect(steps(alice).filter({ hasText: 'minus $14.14 Checking ••4321, leaving $' }).last()).toBeVisible()
  await expect(steps(alice).filter({ hasText: '+$14.14 Savings ••8765, leaving $' }).last()).toBeVisible()
  await expect(outer.nth(3)).toContainText(/no\. \d+ in your audit log/)
  await expect(alice.getByRole('link', { name: 'Receipt' })).toBeVisible()
  await expectNoSeriousViolations(alice)

  await alice.emulateMedia({ media: 'print' })
  await expect(alice.getByRole('button', { name: 'Print' })).toBeHidden()
  await expect(outer.nth(3)).toBeVisible()
  await alice.emulateMedia({ media: 'screen' })

  const elsewhere = await browser.newContext({ storageState: aliceBrowser.session, timezoneId: 'Asia/Tokyo' })
  const page = await elsewhere.newPage()
  await page.goto(alice.url())
  await expect(page.getByText('Times are in Asia/Tokyo.')).toBeVisible()
  const first = page.locator('ol > li').first().locator('time')
  const at = new Date((await first.getAttribute('datetime')) ?? '')
  const inTokyo = at.toLocaleTimeString('en-GB', { timeZone: 'Asia/Tokyo' })
  await expect(first).toContainText(inTokyo)
  await elsewhere.close()
})

test('the page of one that waits follows it, and keeps the focus of who withdraws', async ({ alice }) => {
  await openApproval(await accountNamed(alice.request, 'Savings'), await accountNamed(alice.request, 'Checking'), 5_100)
  await alice.goto('/approvals')
  await alice.getByRole('listitem').filter({ hasText: '$51.00' }).getByRole('link', { name: 'Timeline' }).click()
  // The list has a timer and a button as well.
  await expect(alice.getByRole('heading', { level: 1 })).toHaveText('$51.00')
  await expect(alice.getByRole('timer')).toBeVisible()
  await alice.getByRole('button', { name: 'Withdraw' }).focus()
  await alice.keyboard.press('Enter')
  await expect(alice.locator('ol > li').last()).toContainText('The request was withdrawn. Nothing has moved.')
  await expect(alice.locator(':focus')).toHaveText('Cancelled')
  await expect(alice.getByRole('link', { name: 'Ask again' })).toBeVisible()
  await expectNoSeriousViolations(alice)
})

test('an address that is no approval of the customer’s shows nothing', async ({ alice }) => {
  for (const id of ['0198c6a4-5b1e-7000-8000-000000000000', 'x']) {
    await alice.goto(`${bank.app}/approvals/${id}`)
    await expect(alice.getByRole('heading', { name: 'There is nothing here' })).toBeVisible()
  }
})
