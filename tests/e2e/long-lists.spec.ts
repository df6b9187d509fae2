import { expect } from '@playwright/test'
import { say } from './support/aiya'
import { openApproval } from './support/approvals'
import { accountNamed, bank } from './support/bank'
import { talk, toldBefore } from './support/history'
import { test } from './support/journey'
import { countRenders, watchRenders } from './support/renders'

test('a long chat shows its end, and its beginning page by page without losing the place', async ({ alice }) => {
  await watchRenders(alice)
  await alice.goto(
    `/aiya/${await toldBefore(
      'Long ago',
      talk(60, (turn) => `Answer ${turn}.`),
    )}`,
  )
  await expect(alice.getByText('Answer 60.')).toBeInViewport()
  await expect(alice.getByText('Question 1', { exact: true })).toHaveCount(0)
  const log = alice.getByRole('log')
  const earlier = alice.getByRole('button', { name: 'Earlier messages' })
  for (const page of [1, 2]) {
    await earlier.focus()
    const first = log.locator('[data-message]').first()
    const words = (await first.textContent())?.replace('You said: ', '') ?? ''
    const before = (await first.boundingBox())?.y ?? 0
    await alice.keyboard.press('Enter')
    const same = log.getByText(words, { exact: true })
    await expect
      .poll(async () => (await log.locator('[data-message]').first().textContent())?.includes(words))
      .toBe(false)
    expect(Math.abs(((await same.boundingBox())?.y ?? 0) - before), `page ${page}`).toBeLessThan(30)
    await expect(log.locator(':focus')).toBeVisible()
  }
  await expect(alice.getByText('Question 1', { exact: true })).toHaveCount(1)
  await expect(earlier).toHaveCount(0)
  await expect(alice.getByText('That is all.')).toBeFocused()

  // What comes now does not take the earlier ones away, and draws none of them again.
  const renders = await countRenders(alice)
  await say(alice, 'how much do I have?')
  await expect(log).toContainText('Looked up your accounts')
  await expect(alice.getByPlaceholder('Ask, or move money')).toBeVisible()
  await expect(alice.getByText('Question 1', { exact: true })).toHaveCount(1)
  const counted = await renders()
  expect(counted.newest).toBeGreaterThan(0)
  expect(counted.earlier).toBe(0)
})

test('chats and approvals are listed to their end', async ({ alice }) => {
  // It puts so many there, one by one.
  test.slow()
  for (let chat = 1; chat <= 34; chat++) await toldBefore(`Chat number ${chat}`, [])
  await alice.goto('/aiya')
  const chats = alice.getByRole('navigation', { name: 'Chats' })
  await expect(chats.getByRole('link', { name: 'Chat number 34' })).toBeVisible()
  await expect(chats.getByRole('link', { name: 'Chat number 1', exact: true })).toHaveCount(0)
  while (!(await chats.getByRole('link', { name: 'Chat number 1', exact: true }).isVisible())) {
    const shown = await chats.getByRole('link').count()
    await chats.getByRole('button', { name: 'Earlier chats' }).click()
    await expect.poll(() => chats.getByRole('link').count()).toBeGreaterThan(shown)
    await expect.poll(() => chats.locator(':focus').count()).toBe(1)
  }

  const [from, to] = [await accountNamed(alice.request, 'Savings'), await accountNamed(alice.request, 'Checking')]
  for (let cents = 1; cents <= 22; cents++) {
    await openApproval(from, to, cents)
    const { approvals } = await (await alice.request.get('/api/approvals?limit=1')).json()
    await alice.request.post(`/api/approvals/${approvals[0].id}/cancel`, { headers: { Origin: bank.app } })
  }
  await alice.goto('/approvals')
  await expect(alice.getByText('$0.22', { exact: true })).toBeVisible()
  await expect(alice.getByText('$0.01', { exact: true })).toHaveCount(0)
  await alice.getByRole('button', { name: 'Load more' }).click()
  await expect(alice.getByText('$0.01', { exact: true })).toBeVisible()
})
