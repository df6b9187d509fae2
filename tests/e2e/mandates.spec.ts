import { expect, type Page } from '@playwright/test'
import { expectNoSeriousViolations } from './support/axe'
import { choose } from './support/bank'
import { test } from './support/journey'
import { requestFor } from './support/phone'

// A standing mandate from the form to its end: asked on the phone, used by Aiya, revoked.

const NARROW = { width: 360, height: 740 }

/** Pictures for people to judge, where a folder for them is named. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.PICTURES_DIR
  if (!folder) return
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.waitForTimeout(400)
    await page.screenshot({ path: `${folder}/${name}-${colorScheme}.png`, fullPage: true })
  }
  await page.emulateMedia({ colorScheme: 'light' })
}

test('a mandate is made in the form, approved on the phone, used by Aiya without it, and revoked at once', async ({
  alice,
  phone,
}) => {
  test.slow()
  await alice.goto('/profile')
  await alice.getByRole('link', { name: 'mandate' }).click()
  await expect(alice.getByRole('heading', { level: 1, name: 'Mandates' })).toBeVisible()
  await expect(alice.getByText('No mandates yet')).toBeVisible()
  await picture(alice, 'mandates-empty')
  await alice.getByRole('button', { name: 'Ask my phone' }).click()
  await expect(alice.getByText('Choose the account to pay from')).toBeVisible()
  await choose(alice, 'From', /^Checking /)
  await choose(alice, 'To', /^Savings /)
  await alice.keyboard.press('Escape')
  await alice.getByLabel('At most at once').fill('300')
  await alice.getByLabel('At most in all').fill('200')
  const june = `${new Date().getUTCFullYear() + 1}-06-01`
  await alice.getByLabel('Until').fill(june)
  await alice.getByRole('button', { name: 'Ask my phone' }).click()
  await expect(alice.getByText('must not be more than maxPerPeriod')).toBeVisible()
  await alice.getByLabel('At most at once').fill('100')
  await picture(alice, 'mandates-form')
  await alice.getByRole('button', { name: 'Ask my phone' }).click()
  await expect(alice.getByText('Your phone is asked.', { exact: false })).toBeVisible()
  const record = alice.getByRole('listitem').filter({ hasText: 'Aiya: $200.00 a week' })
  await expect(record).toContainText('Waiting for your phone')
  await expectNoSeriousViolations(alice)

  const asked = requestFor(phone, 'At most at once')
  await expect(asked).toContainText('200.00 USD a week (from Monday, UTC)')
  // No label is squeezed to a word a line by the value beside it.
  const lines = await asked
    .locator('dt')
    .evaluateAll((labels) =>
      labels.map((label) => label.clientHeight / Number.parseFloat(getComputedStyle(label).lineHeight)),
    )
  expect(Math.max(...lines)).toBeLessThan(1.5)
  await picture(phone, 'mandates-phone')
  await expectNoSeriousViolations(phone)
  await asked.getByRole('button', { name: 'Approve' }).click()
  await expect(record).toContainText('In force')
  await expect(phone.getByRole('link', { name: 'Revoke a mandate' })).toHaveAttribute('href', '/phone/mandates')

  await alice.goto('/aiya')
  await alice.getByRole('textbox', { name: 'Message Aiya' }).fill('move $50 from checking to savings for rent')
  await alice.getByRole('button', { name: 'Send' }).click()
  const card = alice.getByRole('region', { name: 'Approval' })
  await expect(card).toContainText('Transferred')
  await expect(card).toContainText('Made under your mandate, without asking your phone.')
  await expect(requestFor(phone, '$50.00')).toBeHidden()
  await picture(alice, 'mandates-chat')

  await alice.goto('/mandates')
  await expect(record).toContainText('$50.00 of $200.00 used this week')
  await expectNoSeriousViolations(alice)
  await picture(alice, 'mandates-used')
  await alice.setViewportSize(NARROW)
  await picture(alice, 'mandates-narrow')
  expect(await alice.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(NARROW.width)
  await record.getByRole('button', { name: 'Revoke' }).press('Enter')
  await expect(record).toContainText('Revoked')
})

test('a list that cannot be loaded says so, and tries again', async ({ alice }) => {
  await alice.route('**/api/mandates', (route) => route.fulfill({ status: 503, body: '{}' }))
  await alice.goto('/mandates')
  const failed = alice.getByRole('alert').filter({ hasText: 'Try again' })
  await failed.getByRole('button', { name: 'Try again' }).focus()
  await alice.unroute('**/api/mandates')
  // The page may have tried again by itself by now, and the button be gone.
  await alice.keyboard.press('Enter')
  await expect(
    alice
      .getByText('No mandates yet')
      .or(alice.getByRole('region', { name: 'Over' }))
      .first(),
  ).toBeVisible()
})
