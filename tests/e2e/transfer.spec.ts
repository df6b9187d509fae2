import { expect } from '@playwright/test'
import { formatMoney } from '@/lib/ledger/amounts/money'
import { accountNamed, answerTenant, choose, loseSession, minorOf, signIn } from './support/bank'
import { listen } from './support/heard'
import { test } from './support/journey'
import { statementLines } from './support/statement'

test('a transfer shows in both balances, live in another tab', async ({ alice }) => {
  const other = await alice.context().newPage()
  await other.goto('/accounts')
  const card = other.getByRole('link', { name: /^Savings / })
  await expect(card).toBeVisible()
  const before = await accountNamed(alice.request, 'Savings')
  // This bank was opened today, and has no days to draw a line of.
  await expect(other.getByRole('img', { name: /^The last/ })).toHaveCount(0)
  const { balance: euros } = await accountNamed(alice.request, 'Euro Account')
  await other.route('**/api/overview', async (route) => {
    const response = await route.fetch()
    const netPositions = [
      { currency: 'USD', since: '2026-11-03', amounts: ['5.00', '9.00', '9.00'] },
      { currency: 'EUR', since: '2026-11-04', amounts: [euros, euros] },
    ]
    await route.fulfill({ response, json: { ...(await response.json()), netPositions } })
  })

  await alice.goto('/transfer')
  await choose(alice, 'From', /^Checking .*4321/)
  await choose(alice, 'To', /^Savings .*8765/)
  await alice.getByLabel('Amount').fill('25')
  await alice.getByLabel('Memo').fill('Rainy days')
  await alice.getByRole('button', { name: 'Transfer now' }).click()

  const result = alice.getByRole('status')
  await expect(result).toContainText('$25.00 transferred')
  await expect(result).toContainText('From Checking ••4321 to Savings ••8765')
  await expect(alice.getByLabel('Amount')).toHaveValue('')
  const after = await accountNamed(alice.request, 'Savings')
  expect(minorOf(after.balance) - minorOf(before.balance)).toBe(2500n)
  await expect(card).toContainText(formatMoney(after.balance, after.currency))
  const home = other.getByRole('main')
  await expect(home.getByRole('region', { name: 'Last movements' }).getByRole('listitem').first()).toContainText(
    /To Savings ••8765, Today,\s+· Checking ••4321,\s+· Rainy days, \$25\.00$/,
  )
  await expect(home.getByRole('region', { name: 'Totals' })).toContainText('in 2 days')
  await expect(home.getByRole('img', { name: /^The last 2 days in USD: from \$5\.00 to / })).toBeVisible()
  // Nothing has no sign, and a line that stays the same is none.
  await expect(home.getByRole('region', { name: 'Totals' })).toContainText(/[^+]€0\.00 in 1 day/)
  await expect(home.getByRole('img', { name: /in EUR/ })).toHaveCount(0)

  await result.getByRole('link', { name: 'View statement' }).click()
  const newest = statementLines(alice).first()
  await expect(newest).toContainText('Rainy days')
  await expect(newest).toContainText('Savings ••8765')
  await expect(newest).toContainText('−$25.00')
  expect(await newest.ariaSnapshot()).toContain('minus $25.00')
})

test('what people type as an amount is understood', async ({ alice }) => {
  await alice.goto('/transfer')
  await choose(alice, 'From', /^Savings /)
  await choose(alice, 'To', /^Checking /)
  await alice.getByLabel('Amount').fill('$ 1,250.5')
  const sent = alice.waitForRequest('**/api/accounts/transfers')
  await alice.getByRole('button', { name: 'Transfer now' }).click()
  expect((await sent).postDataJSON()).toMatchObject({ amount: '1250.50', currency: 'USD' })
  await expect(alice.getByRole('status')).toContainText('$1,250.50 transferred')
})

test('without the money nothing moves, and the form says so', async ({ alice }) => {
  const before = await accountNamed(alice.request, 'Checking')
  await alice.goto('/transfer')
  await choose(alice, 'To', /^Savings /)
  const amount = alice.getByLabel('Amount')
  await amount.fill('9,999.99')
  await alice.getByRole('button', { name: 'Transfer now' }).click()
  await expect(alice.getByRole('status')).toContainText('Not enough money in the account')
  await expect(alice.getByRole('status')).toContainText('Nothing was moved')
  await expect(amount).toHaveValue('9,999.99')
  await expect(amount).toBeFocused()
  const available = formatMoney(before.available, before.currency)
  await expect(amount).toHaveAccessibleDescription(new RegExp(`You have \\${available} available`))
  expect(await accountNamed(alice.request, 'Checking')).toEqual(before)
  await alice.getByRole('button', { name: 'Use all' }).click()
  await expect(amount).toHaveValue(available.slice(1))
  await expect(amount).not.toHaveAttribute('aria-invalid', 'true')
})

test('what is missing or wrong is said at its field, and nothing is sent', async ({ alice }) => {
  await alice.goto('/transfer')
  let sent = 0
  await alice.route('**/api/accounts/transfers', (route) => {
    sent++
    return route.abort()
  })
  await alice.getByLabel('Amount').fill('€1.11')
  await alice.getByRole('button', { name: 'Transfer now' }).click()
  const to = alice.getByRole('combobox', { name: 'To', exact: true })
  await expect(to).toBeFocused()
  await expect(to).toHaveAccessibleDescription(/Choose who receives it/)
  for (const field of [to, alice.getByLabel('Amount')]) await expect(field).toHaveAttribute('aria-required', 'true')
  await expect(alice.getByLabel('Amount')).toHaveAccessibleDescription(/€ is not USD/)
  // No list lies over the two errors.
  await expect(alice.getByRole('listbox')).toHaveCount(0)
  expect(sent).toBe(0)
})

test('what was said of one transfer does not stand beside the next', async ({ alice }) => {
  await alice.goto('/transfer')
  await choose(alice, 'To', /^Savings /)
  const result = alice.getByRole('status')
  const transfer = async (amount: string) => {
    await alice.getByLabel('Amount').fill(amount)
    await alice.getByRole('button', { name: 'Transfer now' }).click()
  }
  await transfer('1.11')
  await expect(result).toContainText('$1.11 transferred')
  await alice.getByRole('button', { name: 'Transfer now' }).click()
  await expect(alice.getByLabel('Amount')).toHaveAccessibleDescription(/Enter an amount/)
  await expect(result).toBeEmpty()
  await transfer('1.12')
  await expect(result).toContainText('$1.12 transferred')
  await alice.getByLabel('Amount').fill('2')
  await expect(result).toBeEmpty()
})

test('the bank’s own words stand at the field they are about', async ({ alice }) => {
  await alice.goto('/transfer')
  await choose(alice, 'To', /^Savings /)
  await alice.getByLabel('Amount').fill('1')
  await alice.getByLabel('Memo').fill('left\u202Eright')
  await alice.getByRole('button', { name: 'Transfer now' }).click()
  await expect(alice.getByLabel('Memo')).toHaveAccessibleDescription(/must not contain U\+202E right-to-left override/)
  await expect(alice.getByRole('status')).toContainText('Please check the marked fields')
})

test('frozen and closed accounts and other currencies cannot be chosen', async ({ alice }) => {
  await alice.goto('/transfer')
  await alice.getByRole('combobox', { name: 'To', exact: true }).click()
  for (const name of [/Holiday Fund/, /Old Checking/, /Euro Account/]) {
    await expect(alice.getByRole('option', { name })).toBeDisabled()
  }
})

test('a number that could not be looked up can be looked up again', async ({ alice }) => {
  await alice.goto('/transfer')
  await alice.route('**/api/payees/lookup', (route) => route.abort())
  await alice.getByRole('button', { name: 'Add payee' }).click()
  const number = alice.getByLabel('Account number')
  await number.fill('100030007788')
  await expect(number).toHaveAccessibleDescription(/The bank cannot be reached/)
  await alice.unroute('**/api/payees/lookup')
  await alice.getByRole('button', { name: 'Try again' }).click()
  await expect(alice.getByText(/This is the account of Bob Example ••7788/)).toBeVisible()
  await expect(number).not.toHaveAccessibleDescription(/The bank cannot be reached/)
})

test('a payee is checked, saved and paid, and the money arrives', async ({ alice, page: bob }) => {
  await signIn(bob, 'bob')
  const before = await accountNamed(bob.request, 'Savings')

  await alice.goto('/transfer')
  await alice.getByRole('button', { name: 'Add payee' }).click()
  await expect(alice.getByRole('button', { name: 'Add payee' })).toBeDisabled()
  await alice.getByLabel('Account number').fill('No. 1000.3000.7788')
  await alice.getByLabel('Nickname').fill('Bob’s savings')
  await expect(alice.getByText('This is the account of Bob Example ••7788')).toBeVisible()
  await alice.getByRole('button', { name: 'Add payee' }).click()
  await expect(alice.getByText('Bob Example ••7788 is saved and can be paid.')).toBeVisible()
  await expect(alice.getByRole('button', { name: 'Add payee' })).toBeFocused()

  await choose(alice, 'To', /^Bob Example ••7788/)
  await alice.getByLabel('Amount').fill('12.34')
  await alice.getByRole('button', { name: 'Transfer now' }).click()
  await expect(alice.getByRole('status')).toContainText('$12.34 transferred')
  const after = await accountNamed(bob.request, 'Savings')
  expect(minorOf(after.balance) - minorOf(before.balance)).toBe(1234n)
})

test.describe('an account number that cannot be saved', () => {
  for (const [number, words] of [
    ['999999999999', /No account has this number/],
    ['100020004321', /This is your own account/],
  ] as const) {
    test(number, async ({ alice }) => {
      await alice.goto('/transfer')
      await alice.getByRole('button', { name: 'Add payee' }).click()
      await alice.getByLabel('Account number').fill(number)
      await expect(alice.getByLabel('Account number')).toHaveAccessibleDescription(words)
      await expect(alice.getByRole('button', { name: 'Add payee' })).toBeDisabled()
    })
  }
})

test('what may be moved stands at the amount, and what is over it says which limit it is', async ({ alice }) => {
  await alice.goto('/transfer')
  await choose(alice, 'From', /^Savings /)
  await choose(alice, 'To', /^Checking /)
  const amount = alice.getByLabel('Amount')
  await expect(amount).toHaveAccessibleDescription(/Up to \$10,000\.00 at once, and \$[\d,.]+ more today/)
  await amount.fill('10000.01')
  await alice.getByRole('button', { name: 'Transfer now' }).click()
  await expect(alice.getByRole('status')).toContainText('Over the limit')
  await expect(amount).toHaveAccessibleDescription(/One transfer can be at most \$10,000\.00/)
  await alice.route('**/api/accounts/transfers', (route) =>
    route.fulfill({
      status: 422,
      contentType: 'application/problem+json',
      body: JSON.stringify({
        title: 'Over the limit',
        code: 'limit_exceeded',
        currency: 'USD',
        limit: '25000.00',
        left: '12.00',
        renewsAt: '2026-11-29T00:00:00.000Z',
      }),
    }),
  )
  await amount.fill('12.01')
  await alice.getByRole('button', { name: 'Transfer now' }).click()
  await expect(amount).toHaveAccessibleDescription(
    /\$12\.00 more today, of \$25,000\.00 a day\. It renews on 29 Nov at 00:00/,
  )
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 360, height: 740 } })

  test('the result is in sight above the bottom bar and said once, and the focus is never lost', async ({ alice }) => {
    const heard = await listen(alice)
    await alice.goto('/transfer')
    await choose(alice, 'To', /^Savings /)
    await alice.getByLabel('Amount').fill('1.13')
    let answered = () => {}
    const held = new Promise<void>((resolve) => (answered = resolve))
    await alice.route('**/api/accounts/transfers', async (route) => {
      await held
      await route.continue()
    })
    await alice.getByLabel('Amount').press('Enter')
    const button = alice.getByRole('button', { name: 'Transfer now' })
    await expect(button).toHaveAttribute('aria-disabled', 'true')
    await expect(alice.getByLabel('Amount')).toBeFocused()
    answered()
    const result = alice.getByRole('status')
    await expect(result).toContainText('$1.13 transferred')
    await expect(alice.getByLabel('Amount')).toBeFocused()
    await expect(result).toHaveAttribute('aria-live', 'off')
    expect(await heard()).toEqual(['$1.13 transferred. From Checking ••4321 to Savings ••8765. View statement'])
    const [shown, bar] = [await result.boundingBox(), await alice.locator('footer').boundingBox()]
    expect((shown?.y ?? 0) + (shown?.height ?? 0)).toBeLessThanOrEqual(bar?.y ?? 0)
  })
})

test('what was typed survives the end of the session, and the form says that nothing moved', async ({ page }) => {
  await signIn(page, 'alice')
  await page.goto('/transfer')
  await choose(page, 'From', /^Savings /)
  await choose(page, 'To', /^Checking /)
  await page.getByLabel('Amount').fill('41.07')
  await page.getByLabel('Memo').fill('Bicycle')
  const before = await accountNamed(page.request, 'Savings')
  await loseSession(page)
  await page.getByRole('button', { name: 'Transfer now' }).click()
  await answerTenant(page, 'alice')
  await expect(page.getByRole('note')).toContainText('Nothing was moved')
  await expect(page.getByLabel('Amount')).toHaveValue('41.07')
  await expect(page.getByLabel('Memo')).toHaveValue('Bicycle')
  await expect(page.getByRole('combobox', { name: 'From', exact: true })).toHaveValue('Savings ••8765')
  expect(await accountNamed(page.request, 'Savings')).toEqual(before)
  await page.getByRole('button', { name: 'Transfer now' }).click()
  await expect(page.getByRole('status')).toContainText('$41.07 transferred')
  await page.reload()
  await expect(page.getByLabel('Amount')).toHaveValue('')
  await expect(page.getByRole('note')).toHaveCount(0)
})
