import { expect, type Page } from '@playwright/test'
import { openApproval } from './support/approvals'
import { accountNamed } from './support/bank'
import { talk, toldBefore } from './support/history'
import { test } from './support/journey'

const field = (page: Page) => page.getByRole('textbox', { name: 'Message Aiya' })

test('a chat opens where one writes, and its links come after', async ({ alice }) => {
  await alice.goto(
    `/aiya/${await toldBefore(
      'Focus',
      talk(2, () => '[Approvals](/approvals)'),
    )}`,
  )
  await expect(field(alice)).toBeFocused()
  await field(alice).fill('x')
  await alice.keyboard.press('Tab')
  await alice.keyboard.press('Tab')
  await expect(
    alice.getByRole('button', { name: 'New chat' }).or(alice.getByRole('link', { name: 'New chat' })),
  ).toBeFocused()
  await alice.getByRole('link', { name: 'Skip ahead' }).focus()
  await alice.keyboard.press('Enter')
  await expect(field(alice)).toBeFocused()
})

test('dialogs that a menu opened give the focus back', async ({ alice }) => {
  await alice.goto(
    `/aiya/${await toldBefore(
      'Keep my place',
      talk(1, () => 'Yes.'),
    )}`,
  )
  const options = alice.getByRole('button', { name: 'Options for Keep my place' }).first()
  for (const [item, leave] of [
    ['Rename', 'Escape'],
    ['Rename', 'Enter'],
    ['Delete', 'Escape'],
  ] as const) {
    await options.focus()
    await alice.keyboard.press('Enter')
    await alice.getByRole('menuitem', { name: item }).focus()
    await alice.keyboard.press('Enter')
    // A dialog that has the focus hears keys; one that is only drawn may not yet.
    await expect(alice.getByRole('dialog').locator(':focus')).toHaveCount(1)
    await alice.keyboard.press(leave)
    await expect(alice.getByRole('dialog')).toHaveCount(0)
    await expect(options).toBeFocused()
  }
  await alice.goto('/aiya')
  await options.focus()
  await alice.keyboard.press('Enter')
  await alice.getByRole('menuitem', { name: 'Delete' }).focus()
  await alice.keyboard.press('Enter')
  await alice.getByRole('dialog').getByRole('button', { name: 'Delete' }).focus()
  await alice.keyboard.press('Enter')
  await expect(options).toHaveCount(0)
  await expect(alice.getByRole('link', { name: 'New chat' })).toBeFocused()
})

test('who withdraws by the keyboard stands on what was withdrawn', async ({ alice }) => {
  await openApproval(await accountNamed(alice.request, 'Savings'), await accountNamed(alice.request, 'Checking'), 4_500)
  await alice.goto('/approvals')
  const waiting = alice.getByRole('listitem').filter({ hasText: '$45.00' })
  await waiting.getByRole('button', { name: 'Withdraw' }).focus()
  await alice.keyboard.press('Enter')
  await expect(waiting).toContainText('Cancelled')
  await expect(waiting.locator(':focus')).toContainText('$45.00')
})

test.describe('a read that failed is tried again, and the focus goes on to what comes instead', () => {
  const NOTHING = { status: 503, contentType: 'application/problem+json', body: '{}' }

  test('in a card of the profile page', async ({ alice }) => {
    await alice.route('**/api/agents', (route) => route.fulfill(NOTHING))
    await alice.goto('/profile')
    const card = alice.getByRole('region', { name: 'Agents with access' })
    await card.getByRole('button', { name: 'Try again' }).focus()
    await alice.unroute('**/api/agents')
    await alice.keyboard.press('Enter')
    await expect(card.getByRole('heading', { name: 'Agents with access' })).toBeFocused()
  })

  test('in place of a whole page', async ({ alice }) => {
    const path = /\/api\/orders\?/
    await alice.route(path, (route) => route.fulfill(NOTHING))
    await alice.goto('/orders')
    const again = alice.getByRole('button', { name: 'Try again' })
    await again.focus()
    await alice.unroute(path)
    await alice.keyboard.press('Enter')
    await expect(again).toBeHidden()
    await expect(alice.locator('main')).toBeFocused()
  })
})

test('the question about a freeze gives the focus back where it is not answered, or not taken', async ({ alice }) => {
  await alice.goto('/profile')
  const freeze = alice.getByRole('button', { name: 'Freeze agent transfers' })
  for (const leave of ['Escape', 'Cancel']) {
    await freeze.click()
    const question = alice.getByRole('dialog')
    await expect(question.getByRole('button', { name: 'Freeze now' })).toBeFocused()
    if (leave === 'Escape') await alice.keyboard.press('Escape')
    else await question.getByRole('button', { name: leave }).click()
    await expect(freeze).toBeFocused()
  }
  await alice.route('**/api/asking/freeze', (route) => route.abort())
  await freeze.click()
  await alice.getByRole('button', { name: 'Freeze now' }).click()
  await expect(alice.getByText('Not certain yet').or(alice.getByText('Not frozen'))).toBeVisible()
  await expect.poll(() => alice.evaluate(() => document.activeElement === document.body)).toBe(false)
})
