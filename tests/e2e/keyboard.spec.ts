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
