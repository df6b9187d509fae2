import { expect } from '@playwright/test'
import { test } from './support/journey'
import { tabTo } from './support/keyboard'

test('the first Tab offers to skip the links', async ({ alice }) => {
  await alice.goto('/transfer')
  await alice.getByRole('combobox', { name: 'To', exact: true }).waitFor()
  await alice.keyboard.press('Tab')
  const skip = alice.getByRole('link', { name: 'Skip ahead' })
  await expect(skip).toBeFocused()
  await expect(skip).toBeInViewport()
  await alice.keyboard.press('Enter')
  await alice.keyboard.press('Tab')
  await expect(alice.getByRole('combobox', { name: 'From', exact: true })).toBeFocused()
})

test('a transfer needs no mouse', async ({ alice }) => {
  await alice.goto('/accounts')
  await tabTo(alice, 'link', 'Transfer')
  await alice.keyboard.press('Enter')
  await alice.getByRole('combobox', { name: 'From', exact: true }).waitFor()
  await tabTo(alice, 'combobox', 'From')
  await alice.keyboard.press('ControlOrMeta+A')
  await alice.keyboard.type('sav')
  await alice.keyboard.press('Enter')
  await expect(alice.getByRole('combobox', { name: 'From', exact: true })).toHaveValue('Savings ••8765')
  await tabTo(alice, 'combobox', 'To')
  await alice.keyboard.press('ArrowDown')
  await alice.keyboard.press('Enter')
  await expect(alice.getByRole('combobox', { name: 'To', exact: true })).toHaveValue('Checking ••4321')
  await tabTo(alice, 'textbox', 'Amount')
  await alice.keyboard.type('2.50')
  await alice.keyboard.press('Enter')
  await expect(alice.getByRole('status')).toContainText('$2.50 transferred')
})

test('one letter and Enter choose the account that the list marks, and send nothing', async ({ alice }) => {
  await alice.goto('/transfer')
  const from = alice.getByRole('combobox', { name: 'From', exact: true })
  await tabTo(alice, 'combobox', 'From')
  await alice.keyboard.press('ControlOrMeta+A')
  await alice.keyboard.press('s')
  await expect(alice.getByRole('option', { name: /^Savings / })).toBeVisible()
  await expect(alice.getByRole('option', { name: /^Checking / })).toBeHidden()
  await alice.keyboard.press('Enter')
  await expect(from).toHaveValue('Savings ••8765')
  await expect(from).toBeFocused()
  await expect(from).not.toHaveAttribute('aria-invalid', 'true')
})

test('arrows pass over what cannot be chosen, and round the list’s ends', async ({ alice }) => {
  await alice.goto('/transfer')
  const to = alice.getByRole('combobox', { name: 'To', exact: true })
  const marked = (name: string) =>
    expect(async () => {
      const id = await to.getAttribute('aria-activedescendant')
      await expect(alice.locator(`[id="${id}"]`)).toContainText(name, { timeout: 100 })
    }).toPass()
  await tabTo(alice, 'combobox', 'To')
  await expect(to).toHaveAttribute('aria-expanded', 'false')
  await alice.keyboard.press('ArrowDown')
  await expect(to).toHaveAttribute('aria-expanded', 'true')
  await marked('Savings')
  await alice.keyboard.press('ArrowUp')
  const last = alice.getByRole('group', { name: 'Payees' }).getByRole('option').last()
  await marked((await last.textContent()) ?? 'no payee')
  await alice.keyboard.press('ArrowDown')
  await marked('Savings')
  await alice.keyboard.press('ArrowDown')
  await marked('Credit Card')
  await alice.keyboard.press('Tab')
  await expect(alice.getByRole('listbox')).toHaveCount(0)
  await expect(to).toHaveValue('')
})

test('Escape, Tab and a press elsewhere leave the account as it was', async ({ alice }) => {
  await alice.goto('/transfer')
  const from = alice.getByRole('combobox', { name: 'From', exact: true })
  await expect(from).toHaveValue('Checking ••4321')
  for (const leave of [
    () => alice.keyboard.press('Escape'),
    () => alice.keyboard.press('Tab'),
    () => alice.getByRole('heading', { level: 1 }).click(),
  ]) {
    await from.fill('sav')
    await expect(alice.getByRole('listbox').getByRole('option')).toHaveText([/^Savings/])
    await leave()
    await expect(alice.getByRole('listbox')).toHaveCount(0)
    await expect(from).toHaveValue('Checking ••4321')
  }
  await from.fill('nobody')
  await expect(alice.getByText('No account of that name')).toBeVisible()
  await from.press('Enter')
  await expect(from).toHaveValue('nobody')
})

test('what is typed after a press, or after Tab, replaces the name of the chosen account', async ({ alice }) => {
  await alice.goto('/transfer')
  const from = alice.getByRole('combobox', { name: 'From', exact: true })
  await from.click()
  await alice.keyboard.type('sav')
  await expect(from).toHaveValue('sav')
  await alice.keyboard.press('Enter')
  await expect(from).toHaveValue('Savings ••8765')
  await alice.keyboard.press('Tab')
  await alice.keyboard.press('Shift+Tab')
  await expect(from).toBeFocused()
  await alice.keyboard.type('chec')
  await alice.keyboard.press('Enter')
  await expect(from).toHaveValue('Checking ••4321')
})

test('Enter after a press chooses nothing that was not marked, and sends nothing', async ({ alice }) => {
  await alice.goto('/transfer')
  const to = alice.getByRole('combobox', { name: 'To', exact: true })
  await to.click()
  await alice.getByRole('listbox', { name: 'Accounts' }).waitFor()
  await to.press('Enter')
  await expect(to).toHaveValue('')
  await expect(to).not.toHaveAttribute('aria-invalid', 'true')
  // What cannot be chosen does not close the list either.
  await alice.getByRole('option', { name: /^Holiday Fund/ }).click({ force: true })
  await expect(alice.getByRole('listbox')).toBeVisible()
  await expect(to).toHaveValue('')
})

test('a press before the page’s scripts have come opens the list when they have', async ({ alice }) => {
  await alice.route('**/_next/static/chunks/*.js', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    await route.continue()
  })
  const page = alice.goto('/transfer')
  await alice.getByLabel('From', { exact: true }).click()
  await expect(alice.getByRole('listbox')).toHaveCount(0)
  await page
  await alice.getByRole('option', { name: /^Savings / }).click()
  await expect(alice.getByLabel('From', { exact: true })).toHaveValue('Savings ••8765')
})
