import { expect, type Locator, type Page } from '@playwright/test'
import { say } from './support/aiya'
import { expectNoSeriousViolations } from './support/axe'
import { talk, toldBefore } from './support/history'
import { test } from './support/journey'

const field = (page: Page) => page.getByRole('textbox', { name: 'Message Aiya' })
const chats = (page: Page) => page.getByRole('navigation', { name: 'Chats' })

test('the chats stand under their days, and those with certain words are found', async ({ alice }) => {
  await toldBefore(
    'Bicycle plans',
    talk(1, () => 'A gravel bike, perhaps.'),
  )
  await toldBefore(
    'Shelves',
    talk(1, () => 'Of oak.'),
  )
  await alice.goto('/aiya')
  await expect(chats(alice).getByRole('heading', { name: 'Today' })).toBeVisible()
  await expect(chats(alice).getByRole('link', { name: 'Shelves' })).toBeVisible()
  const search = chats(alice).getByRole('searchbox', { name: 'Search your chats' })
  await search.fill('GRAVEL')
  await expect(chats(alice).getByRole('link', { name: 'Shelves' })).toHaveCount(0)
  await expect(chats(alice).getByRole('link', { name: 'Bicycle plans' })).toBeVisible()
  await search.fill('gravel oak')
  await expect(chats(alice).getByText('No chat of yours says “gravel oak”.')).toBeVisible()
  await expectNoSeriousViolations(alice)
  // Half an emoji, as the end of the field or an input method may leave it.
  await search.evaluate((input: HTMLInputElement) => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input, 'gravel \ud83d')
    input.dispatchEvent(new Event('input', { bubbles: true }))
  })
  await expect(chats(alice).getByText('No chat of yours says “gravel')).toBeVisible()
  await expect(search).toBeVisible()
  await search.press('Escape')
  await expect(search).toHaveValue('')
  await expect(search).toBeFocused()
  await expect(chats(alice).getByRole('link', { name: 'Shelves' })).toBeVisible()
})

test('the arrow up brings the last message back, and what is sent then is another one', async ({ alice }) => {
  await alice.goto(
    `/aiya/${await toldBefore(
      'Back again',
      talk(2, () => 'Yes.'),
    )}`,
  )
  await field(alice).press('ArrowUp')
  await expect(field(alice)).toHaveValue('Question 2')
  await field(alice).press('End')
  await field(alice).pressSequentially('b')
  await field(alice).press('ArrowUp')
  await expect(field(alice)).toHaveValue('Question 2b')
  await field(alice).press('Enter')
  const log = alice.getByRole('log')
  // Escape would stop an answer that has not ended.
  await expect(log.locator('[data-message]')).toHaveCount(6)
  await expect(alice.getByRole('button', { name: 'Stop', exact: true })).toHaveCount(0)
  await expect(log.getByText('Question 2b', { exact: true })).toBeVisible()
  await expect(log.getByText('Question 2', { exact: true })).toBeVisible()
  await expect(alice.getByPlaceholder('Ask, or move money')).toBeVisible()

  // Any earlier message can be edited; what was in the field comes back where that is left.
  await field(alice).fill('half a thought')
  const bubble = (words: string) => log.locator('[data-message]').filter({ hasText: words }).locator('..')
  await bubble('Question 1').getByRole('button', { name: 'Edit this message' }).click()
  await expect(field(alice)).toBeFocused()
  await expect(field(alice)).toHaveValue('Question 1')
  await expect(field(alice)).toHaveAccessibleDescription(/Sent as a new message\. The earlier one stays/)
  await field(alice).press('Escape')
  await expect(field(alice)).toHaveValue('half a thought')
  await expect(alice.getByText('Sent as a new message')).toHaveCount(0)
  await bubble('Question 1').getByRole('button', { name: 'Edit this message' }).click()
  await field(alice).fill('Question 1b')
  await field(alice).press('Enter')
  await expect(alice.getByText('Sent as a new message')).toHaveCount(0)
  await expect(alice.getByPlaceholder('Ask, or move money')).toBeVisible()
  await alice.reload()
  for (const words of ['Question 1', 'Question 1b', 'Question 2', 'Question 2b'])
    await expect(log.getByText(words, { exact: true })).toBeVisible()
  await expect(bubble('Question 1b')).toContainText('Edited from an earlier message')
  await expect(log.getByText('Edited from an earlier message')).toHaveCount(2)
})

test('an answer is copied, has its time, and is asked for again where it was cut short', async ({ alice }) => {
  await alice.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  const chat = await toldBefore('Cut short', [
    { role: 'user', says: 'how much do I have?' },
    { role: 'assistant', says: 'You have', metadata: { ending: 'stopped' } },
  ])
  await alice.goto(`/aiya/${chat}`)
  const log = alice.getByRole('log')
  await expect(log.locator('time')).toHaveCount(2)
  await expect(log.locator('time').first()).toHaveText(/^\d\d:\d\d$/)
  await log.getByRole('button', { name: 'Copy the answer' }).click()
  await expect(alice.getByRole('alert').filter({ hasText: 'Copied' })).toBeVisible()
  expect(await alice.evaluate(() => navigator.clipboard.readText())).toBe('You have')
  const [good, bad] = ['Good answer', 'Bad answer'].map((name) =>
    log.getByRole('button', { name, exact: true }).first(),
  )
  const kept = () => alice.waitForResponse((response) => response.url().includes('/ratings/') && response.ok())
  await Promise.all([kept(), good?.click()])
  await expect(good as Locator).toHaveAttribute('aria-pressed', 'true')
  await Promise.all([kept(), bad?.press('Enter')])
  await alice.reload()
  await expect(bad as Locator).toHaveAttribute('aria-pressed', 'true')
  await expect(good as Locator).toHaveAttribute('aria-pressed', 'false')
  await expectNoSeriousViolations(alice)
  await log.getByRole('button', { name: 'Try again' }).click()
  await expect(log.getByText('how much do I have?')).toHaveCount(2)
  await expect(log).toContainText('Looked up your accounts')
  await expect(log.getByRole('button', { name: 'Try again' })).toHaveCount(0)
  // The bank tells the times of what was said just now.
  await expect(log.locator('time')).toHaveCount(4)
})

test('an answer that may have asked for something is not asked for again without a look at the words', async ({
  alice,
}) => {
  const words = 'move $1 from checking to savings'
  const chat = await toldBefore('Broken', [
    { role: 'user', says: words },
    { role: 'assistant', says: 'I', metadata: { ending: 'error' } },
  ])
  await alice.goto(`/aiya/${chat}`)
  await alice.getByRole('log').getByRole('button', { name: 'Try again' }).click()
  await expect(field(alice)).toHaveValue(words)
  await expect(field(alice)).toBeFocused()
  await expect(alice.getByRole('log').getByText(words)).toHaveCount(1)
  await say(alice, 'good evening')
  await expect(alice.getByRole('log').getByRole('button', { name: 'Try again' })).toHaveCount(0)
})
