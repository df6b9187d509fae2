import { expect } from '@playwright/test'
import { say } from './support/aiya'
import { expectNoSeriousViolations } from './support/axe'
import { test } from './support/journey'
import { requestFor } from './support/phone'

test.use({ viewport: { width: 1280, height: 850 } })

test('Aiya is asked beside a page, which stays usable and follows; by keyboard, from page to page, and never twice', async ({
  alice,
  phone,
}) => {
  // One journey over four pages and the phone: on a busy machine it takes longer than a minute.
  test.slow()
  await alice.goto('/accounts')
  const beside = alice.getByRole('complementary', { name: 'Aiya' })
  const button = alice.getByRole('button', { name: 'Ask Aiya beside this page' })
  const field = beside.getByRole('textbox', { name: 'Message Aiya' })
  await expect(button).toHaveAttribute('aria-expanded', 'false')
  await alice.keyboard.press('Control+j')
  await expect(field).toBeFocused()
  await expect(button).toHaveAttribute('aria-expanded', 'true')
  await beside.getByRole('button', { name: 'Begin a new chat' }).click()
  await say(alice, 'move $21.21 from checking to savings')
  await expect(beside.getByRole('region', { name: 'Approval' })).toContainText('Waiting for your phone')
  await expect(alice.getByRole('heading', { level: 1 })).toHaveCount(1)
  await expectNoSeriousViolations(alice)

  // The page beside it is another page of the same bank: it goes on, and hears of what is asked for here.
  await alice.getByRole('link', { name: 'Approvals', exact: true }).click()
  const waiting = alice.getByRole('main').getByRole('listitem').filter({ hasText: '$21.21' })
  await expect(waiting).toContainText('Waiting for your phone')
  await requestFor(phone, '$21.21').getByRole('button', { name: 'Approve' }).click()
  await expect(waiting).toContainText('Transferred')
  await expect(beside.getByRole('region', { name: 'Approval' })).toContainText('Transferred')

  await field.focus()
  await alice.keyboard.press('Escape')
  await expect(beside).toHaveCount(0)
  await expect(button).toBeFocused()
  await alice.keyboard.press('Enter')
  await expect(field).toBeFocused()
  await expect(beside).toContainText('move $21.21 from checking to savings')
  await alice.reload()
  await expect(field).toBeVisible()
  await expect(field).not.toBeFocused()

  await beside.getByRole('link', { name: 'Show this chat as a page' }).click()
  await expect(alice.getByRole('main').getByRole('log')).toContainText('move $21.21 from checking to savings')
  for (const none of [beside, button]) await expect(none).toHaveCount(0)
  await alice.keyboard.press('Control+j')
  await alice.getByRole('link', { name: 'Accounts', exact: true }).click()
  await expect(beside).toContainText('move $21.21 from checking to savings')
  await alice.setViewportSize({ width: 990, height: 850 })
  for (const none of [beside, button]) await expect(none).toHaveCount(0)
  await alice.getByRole('link', { name: 'Aiya', exact: true }).click()
  await expect(alice).toHaveURL(/\/aiya$/)
})
