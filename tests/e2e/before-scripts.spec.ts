import { expect, type Page } from '@playwright/test'
import { accountNamed, minorOf } from './support/bank'
import { test } from './support/journey'

// On a slow network a page can be read, and typed into, before its scripts have come.

/** Opens a page whose scripts come when they are let through. */
async function openWithoutScripts(page: Page, path: string): Promise<() => Promise<void>> {
  let letThrough = () => {}
  const held = new Promise<void>((resolve) => {
    letThrough = resolve
  })
  await page.route(/\/_next\/static\/.*\.js/, async (route) => {
    await held
    await route.continue()
  })
  await page.evaluate((to) => location.assign(to), path)
  await page.getByRole('heading', { level: 1 }).waitFor()
  return async () => {
    letThrough()
    await page.waitForLoadState('load')
    await page.unrouteAll({ behavior: 'wait' })
  }
}

test('what was typed and chosen before the scripts came is what is paid', async ({ alice }) => {
  await alice.goto('/accounts')
  const before = await accountNamed(alice.request, 'Savings')
  const goOn = await openWithoutScripts(alice, '/transfer')
  await alice.getByLabel('Amount').fill('3.21')
  await alice.getByLabel('Memo').fill('typed early')
  // A press that comes too early loads no page anew.
  await alice.getByRole('button', { name: 'Transfer now' }).click()
  await alice.getByRole('combobox', { name: 'To', exact: true }).pressSequentially('Savings')
  await goOn()
  await expect(alice.getByLabel('Amount')).toHaveValue('3.21')
  await expect(alice.getByRole('listbox').getByRole('option')).toHaveCount(1)
  await alice.keyboard.press('Enter')
  await alice.getByRole('button', { name: 'Transfer now' }).click()
  await expect(alice.getByRole('status')).toContainText('$3.21 transferred')
  const after = await accountNamed(alice.request, 'Savings')
  expect(minorOf(after.balance) - minorOf(before.balance)).toBe(321n)
})

test('a list that is typed into early seeks what was typed, and goes on naming what was chosen', async ({ alice }) => {
  await alice.goto('/accounts')
  const goOn = await openWithoutScripts(alice, '/transfer')
  const from = alice.getByRole('combobox', { name: 'From', exact: true })
  await from.press('End')
  await from.pressSequentially('Sav')
  await goOn()
  await expect(from).toHaveValue('Sav')
  await expect(alice.getByRole('listbox').getByRole('option')).toHaveText([/^Savings/])
  await from.press('Escape')
  await expect(from).toHaveValue(/^Checking .*4321$/)
})

test('a message that was written early can be sent', async ({ alice }) => {
  await alice.goto('/accounts')
  const goOn = await openWithoutScripts(alice, '/aiya')
  await alice.getByRole('textbox', { name: 'Message Aiya' }).fill('good morning')
  await goOn()
  await alice.getByRole('button', { name: 'Send' }).click()
  await expect(alice.getByRole('log').getByText('good morning')).toBeVisible()
})

test('a day that was asked for early is asked for', async ({ alice }) => {
  await alice.goto('/accounts')
  const goOn = await openWithoutScripts(alice, '/transfer')
  const when = alice.getByLabel('When')
  await when.selectOption({ label: 'Every month' })
  await goOn()
  await expect(when).toHaveValue('month')
  await expect(alice.getByLabel('First day')).toBeVisible()
})

test('which lines of a statement were asked for early is asked for', async ({ alice }) => {
  const { id } = await accountNamed(alice.request, 'Savings')
  await alice.goto('/accounts')
  const goOn = await openWithoutScripts(alice, `/accounts/${id}`)
  await alice.getByText('Out', { exact: true }).click()
  await goOn()
  await expect(alice).toHaveURL(/\?direction=out$/)
  await expect(alice.getByRole('radio', { name: 'Out' })).toBeChecked()
})
