import { expect, type Page } from '@playwright/test'
import { approval, say } from './support/aiya'
import { expectNoSeriousViolations } from './support/axe'
import { listen } from './support/heard'
import { test } from './support/journey'
import { requestFor } from './support/phone'

const news = (page: Page, title: string) => page.getByRole('group', { name: title })

test('how a request ended is told on the other pages, leads to its own, and is put away by keyboard', async ({
  alice,
  phone,
}) => {
  await alice.goto('/aiya')
  const elsewhere = await alice.context().newPage()
  await elsewhere.goto('/profile')
  await say(alice, 'move $16.16 from checking to savings')
  await expect(elsewhere).toHaveTitle(/^\(1\) /)
  await requestFor(phone, '$16.16').getByRole('button', { name: 'Approve' }).click()
  const made = news(elsewhere, 'Transferred: $16.16')
  await expect(made).toContainText('To Savings ••8765.')
  await expectNoSeriousViolations(elsewhere)
  await expect(approval(alice)).toContainText('Transferred')
  await expect(news(alice, 'Transferred: $16.16')).toHaveCount(0)

  const freeze = elsewhere.getByRole('button', { name: 'Freeze agent transfers' })
  await freeze.focus()
  await elsewhere.keyboard.press('F8')
  await expect(made.getByRole('link', { name: 'See what happened' })).toBeFocused()
  await elsewhere.keyboard.press('Escape')
  await expect(made).toHaveCount(0)
  await expect(freeze).toBeFocused()

  // What is withdrawn elsewhere is news here, and none where it was withdrawn.
  await say(alice, 'move $16.18 from checking to savings')
  await expect(elsewhere).toHaveTitle(/^\(1\) /)
  await alice.getByRole('button', { name: 'Withdraw' }).click()
  await expect(approval(alice)).toContainText('Cancelled')
  await expect(news(elsewhere, 'Cancelled: $16.18')).toContainText('The request was withdrawn.')
  await news(elsewhere, 'Cancelled: $16.18').getByRole('button').click()
  await expect(news(alice, 'Cancelled: $16.18')).toHaveCount(0)

  await say(alice, 'move $16.17 from checking to savings')
  await expect(elsewhere).toHaveTitle(/^\(1\) /)
  const list = await alice.context().newPage()
  const heard = await listen(list)
  await list.goto('/approvals')
  await requestFor(phone, '$16.17').getByRole('button', { name: 'Deny' }).click()
  await expect(list.getByRole('listitem').filter({ hasText: '$16.17' })).toContainText('Denied')
  await news(elsewhere, 'Denied: $16.17').getByRole('link', { name: 'See what happened' }).click()
  await expect(elsewhere).toHaveURL(/\/approvals\/[\w-]+$/)
  await expect(elsewhere.getByRole('heading', { level: 1 })).toHaveText('$16.17')
  await expect(news(elsewhere, 'Denied: $16.17')).toHaveCount(0)
  await expect(news(list, 'Denied: $16.17')).toHaveCount(0)
  // The list shows it, and says it to whoever does not see that.
  await expect.poll(heard).toEqual([expect.stringMatching(/^Denied: \$16\.17\. To Savings ••8765\./)])
})
