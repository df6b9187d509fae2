import { expect } from '@playwright/test'
import { openApproval } from './support/approvals'
import { accountNamed } from './support/bank'
import { test } from './support/journey'

test('what Aiya asked for is shown with all that the phone shows, and can be withdrawn', async ({ alice }) => {
  const savings = await accountNamed(alice.request, 'Savings')
  const checking = await accountNamed(alice.request, 'Checking')
  await openApproval(savings, checking, 4_200)
  expect((await accountNamed(alice.request, 'Savings')).balance).toBe(savings.balance)
  expect((await accountNamed(alice.request, 'Savings')).available).not.toBe(savings.available)

  await alice.goto('/accounts')
  await alice
    .getByRole('region', { name: 'What waits' })
    .getByRole('link', { name: /^\$42\.00 to Checking ••4321/ })
    .click()
  await expect(alice).toHaveURL(/\/approvals/)
  const link = alice.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Approvals', exact: true })
  await expect(link).toHaveAccessibleDescription('1 waiting for your phone')
  await expect(alice).toHaveTitle('(1) Approvals · the bAInk')
  const waiting = alice.getByRole('region', { name: 'Waiting for you' }).getByRole('listitem')
  await expect(waiting).toContainText('$42.00')
  await expect(waiting).toContainText('Waiting for your phone')
  await expect(waiting).toContainText('Savings ••8765')
  await expect(waiting).toContainText('Checking ••4321')
  await expect(waiting).toContainText('New bicycle')
  await expect(waiting).toContainText(/\d:\d\d left/)
  await waiting.getByRole('button', { name: 'Withdraw' }).click()

  const newest = alice.getByRole('listitem').filter({ hasText: '$42.00' })
  await expect(newest).toContainText('Cancelled')
  await expect(link).toHaveAccessibleDescription('')
  await expect(alice).toHaveTitle('Approvals · the bAInk')
  await expect(alice.getByRole('button', { name: 'Withdraw' })).toBeHidden()
  const shown = alice.getByRole('group', { name: 'Show' })
  await shown.getByRole('button', { name: 'Waiting' }).click()
  await expect(newest).toHaveCount(0)
  await shown.getByRole('button', { name: 'Not made' }).click()
  await expect(alice.getByRole('heading', { name: 'Today' })).toBeVisible()
  await expect(newest.getByText('Asked by')).toBeHidden()
  await newest.getByText('$42.00', { exact: true }).click()
  await expect(newest.getByText('Asked by')).toBeVisible()
  expect((await accountNamed(alice.request, 'Savings')).available).toBe(savings.available)
})

test('a withdrawal whose answer is lost is not told as one that was not made', async ({ alice }) => {
  await openApproval(await accountNamed(alice.request, 'Savings'), await accountNamed(alice.request, 'Checking'), 4_300)
  await alice.goto('/approvals')
  await alice.route('**/cancel', async (route) => {
    await route.fetch()
    await route.abort()
  })
  const waiting = alice.getByRole('listitem').filter({ hasText: '$43.00' })
  await waiting.getByRole('button', { name: 'Withdraw' }).click()
  await expect(alice.getByText('Not certain yet')).toBeVisible()
  await expect(alice.getByText('Not withdrawn')).toHaveCount(0)
  await expect(waiting).toContainText('Cancelled')
})

test('a browser whose clock is fast does not say that the time is up', async ({ alice }) => {
  await openApproval(await accountNamed(alice.request, 'Savings'), await accountNamed(alice.request, 'Checking'), 4_400)
  await alice.addInitScript(() => {
    const now = Date.now.bind(Date)
    Date.now = () => now() + 20 * 60_000
  })
  await alice.goto('/approvals')
  const waiting = alice.getByRole('listitem').filter({ hasText: '$44.00' })
  await expect(waiting.getByRole('timer')).toHaveText(/^[34]:\d\d left$/)
  await waiting.getByRole('button', { name: 'Withdraw' }).click()
  await expect(waiting).toContainText('Cancelled')
})

test('the chosen filter stands in the address, outlasts a reload, and keeps the focus of who withdraws', async ({
  alice,
}) => {
  await openApproval(await accountNamed(alice.request, 'Savings'), await accountNamed(alice.request, 'Checking'), 4_600)
  await alice.goto('/approvals')
  const waiting = alice.getByRole('group', { name: 'Show' }).getByRole('button', { name: 'Waiting' })
  await expect(waiting).toHaveAttribute('aria-pressed', 'false')
  await waiting.click()
  await expect(alice).toHaveURL(/\/approvals\?show=waiting$/)
  await alice.reload()
  await expect(waiting).toHaveAttribute('aria-pressed', 'true')
  const asked = alice.getByRole('listitem').filter({ hasText: '$46.00' })
  await asked.getByRole('button', { name: 'Withdraw' }).focus()
  await alice.keyboard.press('Enter')
  await expect(asked).toHaveCount(0)
  await expect(waiting).toBeFocused()
  await alice.goto('/approvals?show=everything')
  await expect(alice.getByRole('button', { name: 'All', exact: true })).toHaveAttribute('aria-pressed', 'true')
})

test('what was withdrawn is asked again in the words of the chat, which are not sent', async ({ alice }) => {
  await openApproval(await accountNamed(alice.request, 'Savings'), await accountNamed(alice.request, 'Checking'), 4_800)
  await alice.goto('/approvals')
  const asked = alice.getByRole('listitem').filter({ hasText: '$48.00' })
  await asked.getByRole('button', { name: 'Withdraw' }).click()
  await asked.locator('summary').click()
  await asked.getByRole('link', { name: 'Ask again' }).click()
  const field = alice.getByRole('textbox', { name: 'Message Aiya' })
  await expect(field).toHaveValue('Move $48.00 from Savings ••8765 to Checking ••4321, memo “New bicycle”')
  await expect(alice).toHaveURL(/\/aiya$/)
  await expect(alice.getByRole('heading', { name: 'Hi, I’m Aiya' })).toBeVisible()
  await alice.reload()
  await expect(field).toHaveValue(/^Move \$48\.00/)
})

test('what was withdrawn in the portal is asked again on the form, filled in and not sent', async ({ alice }) => {
  const [savings, checking] = [
    await accountNamed(alice.request, 'Savings'),
    await accountNamed(alice.request, 'Checking'),
  ]
  await openApproval(savings, checking, 4_900, true)
  await alice.goto('/approvals')
  const asked = alice.getByRole('listitem').filter({ hasText: '$49.00' })
  await asked.getByRole('button', { name: 'Withdraw' }).click()
  await asked.locator('summary').click()
  await asked.getByRole('link', { name: 'Ask again' }).click()
  await expect(alice.getByRole('note')).toContainText('filled in from a request that was not made')
  await expect(alice.getByRole('combobox', { name: 'From', exact: true })).toHaveValue('Savings ••8765')
  await expect(alice.getByRole('combobox', { name: 'To', exact: true })).toHaveValue('Checking ••4321')
  await expect(alice.getByRole('textbox', { name: 'Amount' })).toHaveValue('49.00')
  await expect(alice.getByRole('textbox', { name: 'Memo' })).toHaveValue('New bicycle')
  await expect(alice).toHaveURL(/\/transfer$/)
  expect((await accountNamed(alice.request, 'Savings')).balance).toBe(savings.balance)
  await alice.getByRole('button', { name: 'Clear' }).click()
  await expect(alice.getByRole('textbox', { name: 'Amount' })).toHaveValue('')
})

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme })

    test('a hovered row does not swallow its badge', async ({ alice }) => {
      await openApproval(
        await accountNamed(alice.request, 'Savings'),
        await accountNamed(alice.request, 'Checking'),
        4_700,
      )
      await alice.goto('/approvals')
      const asked = alice.getByRole('listitem').filter({ hasText: '$47.00' }).first()
      await asked.getByRole('button', { name: 'Withdraw' }).click()
      const row = asked.locator('summary')
      await row.hover()
      const groundOf = (element: Element) => getComputedStyle(element).backgroundColor
      const badge = await row.locator('.mantine-Badge-root').evaluate(groundOf)
      await expect.poll(() => row.evaluate(groundOf)).not.toBe('rgba(0, 0, 0, 0)')
      expect(badge).not.toBe(await row.evaluate(groundOf))
    })
  })
}
