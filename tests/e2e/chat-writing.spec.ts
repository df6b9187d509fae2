import { expect, type Page } from '@playwright/test'
import { MESSAGE_CHARACTERS_MAX } from '@/lib/platform/text/limits'
import { addressOfChat, approval, say } from './support/aiya'
import { answerTenant, loseSession } from './support/bank'
import { talk, toldBefore } from './support/history'
import { test } from './support/journey'

const MESSAGES = /\/api\/chat\/[\w-]+$/
const field = (page: Page) => page.getByRole('textbox', { name: 'Message Aiya' })
const longChat = () =>
  toldBefore(
    'Long',
    talk(12, (turn) => `Answer ${turn}. ${'Words and words. '.repeat(30)}`),
  )

test('what is sent while scrolled up comes into view, and the newest is one press away', async ({ alice }) => {
  const chat = await longChat()
  await alice.goto(`/aiya/${chat}`)
  const log = alice.getByRole('log')
  await expect(alice.getByText('Answer 12.')).toBeInViewport()
  const newest = alice.getByRole('button', { name: 'Newest messages' })
  await expect(newest).toHaveCount(0)

  await log.evaluate((box) => box.scrollTo(0, 0))
  await expect(newest).toHaveAttribute('data-news', 'false')
  const other = await alice.context().newPage()
  await other.goto(`/aiya/${chat}`)
  await say(other, 'hello from the other tab')
  await alice.bringToFront()
  await expect(newest).toHaveAttribute('data-news', 'true')
  await expect(alice.getByText('Question 1', { exact: true })).toBeInViewport()
  // It lies on nothing that can be pressed.
  const [shown, button] = [await log.boundingBox(), await newest.boundingBox()]
  expect((shown?.y ?? 0) + (shown?.height ?? 0)).toBeLessThanOrEqual(button?.y ?? 0)
  await newest.click()
  await expect(alice.getByText('hello from the other tab')).toBeInViewport()
  await expect(newest).toHaveCount(0)
  await expect(log).toBeFocused()

  await log.evaluate((box) => box.scrollTo(0, 0))
  await say(alice, 'hello from far above')
  await expect(log.getByText('hello from far above')).toBeInViewport()

  await expect(alice.getByPlaceholder('Ask, or move money')).toBeVisible()
  await log.evaluate((box) => box.scrollTo(0, 0))
  await alice.route(MESSAGES, (route, request) => (request.method() === 'POST' ? route.abort() : route.fallback()))
  await say(alice, 'hello, is anybody there?')
  await expect(alice.getByRole('alert').filter({ hasText: 'has not reached Aiya yet' })).toBeInViewport()
})

test('a second tab shows question and card while the first one waits, and both go on talking', async ({ alice }) => {
  await alice.goto('/aiya')
  await say(alice, 'hello there')
  const chat = await addressOfChat(alice)
  const second = await alice.context().newPage()
  await second.goto(chat)
  await expect(second.getByText('hello there').last()).toBeVisible()
  await say(alice, 'move $4.21 from checking to savings')
  for (const page of [second, alice]) {
    await page.bringToFront()
    await expect(page.getByRole('log')).toContainText('move $4.21 from checking to savings')
    await expect(approval(page)).toContainText('Waiting for your phone')
  }
  await say(alice, 'how much do I have?')
  await expect(alice.getByRole('log')).toContainText('Looked up your accounts')
  await approval(alice).getByRole('button', { name: 'Withdraw' }).click()
  for (const page of [alice, second]) {
    await page.bringToFront()
    await expect(approval(page)).toContainText('Cancelled')
    await expect(page.getByRole('log')).toContainText('$4.21 from Checking to Savings: The request was withdrawn.')
    await expect(page.getByRole('region', { name: 'Approval' })).toHaveCount(1)
  }
})

test('an answer that runs can be stopped, and an Enter meanwhile is answered', async ({ alice }) => {
  await alice.goto('/aiya')
  let go = () => {}
  const held = new Promise<void>((resolve) => {
    go = resolve
  })
  await alice.route(MESSAGES, async (route, request) => {
    if (request.method() === 'POST') await held
    await route.fallback()
  })
  await say(alice, 'hello')
  await field(alice).fill('and another thing')
  await field(alice).press('Enter')
  await expect(alice.getByText('Your words stay here until then.')).toBeVisible()
  await expect(field(alice)).toHaveValue('and another thing')
  const stopped = () =>
    alice.waitForRequest((request) => request.method() === 'DELETE' && request.url().endsWith('/stream'))
  await alice.getByRole('log').focus()
  await alice.keyboard.press('/')
  await expect(field(alice)).toBeFocused()
  await Promise.all([stopped(), alice.keyboard.press('Escape')])
  await expect(field(alice)).toHaveValue('and another thing')
  await Promise.all([stopped(), alice.getByRole('button', { name: 'Stop' }).click()])
  await expect(field(alice)).toBeFocused()
  go()
  await expect(alice.getByRole('button', { name: 'Stop' })).toHaveCount(0)
  await alice.getByRole('button', { name: 'Send' }).click()
  await expect(alice.getByRole('log')).toContainText('and another thing')
})

test('a draft outlives a reload, and what is sent after the session has ended is there after signing in', async ({
  alice,
}) => {
  const chat = await toldBefore(
    'Draft',
    talk(1, () => 'Yes?'),
  )
  await alice.goto(`/aiya/${chat}`)
  await field(alice).fill('half a thought')
  await alice.reload()
  await expect(field(alice)).toHaveValue('half a thought')
  // Either the message itself is told that the session has ended, or another read is, while the message has no answer.
  for (const told of ['the message', 'another read']) {
    await alice.route(MESSAGES, async (route, request) => {
      if (request.method() !== 'POST') return route.fallback()
      await loseSession(alice)
      if (told === 'the message') return route.fallback()
      // Where a read has been told already, the page is on its way to the sign-in and cannot be spoken to.
      await alice.evaluate(() => setInterval(() => window.dispatchEvent(new Event('online')), 1_000)).catch(() => {})
    })
    await say(alice, `a whole thought for ${told}`)
    await answerTenant(alice, 'alice')
    await expect(alice).toHaveURL(new RegExp(chat))
    await expect(field(alice)).toHaveValue(`a whole thought for ${told}`)
    await alice.unroute(MESSAGES)
  }
  await alice.goto('/aiya')
  await expect(field(alice)).toHaveValue('')
})

test('a text that is too long is told, counted as the bank counts, and not cut', async ({ alice }) => {
  await alice.goto('/aiya')
  const full = '😀'.repeat(MESSAGE_CHARACTERS_MAX)
  await field(alice).fill(`${full}${'x'.repeat(212)}`)
  await expect(alice.getByText('4,000 characters at most; yours has 4,212')).toBeVisible()
  await expect(alice.getByRole('button', { name: 'Send' })).toBeDisabled()
  await expect(field(alice)).toHaveAttribute('aria-invalid', 'true')
  await expect(field(alice)).toHaveAccessibleDescription(/yours has 4,212/)
  await field(alice).press('Enter')
  expect((await field(alice).inputValue()).length).toBe(MESSAGE_CHARACTERS_MAX * 2 + 212)
  await field(alice).fill(full)
  await expect(alice.getByText('4,000 of 4,000 characters')).toBeVisible()
  const taken = alice.waitForResponse(
    (response) => MESSAGES.test(response.url()) && response.request().method() === 'POST',
  )
  await field(alice).press('Enter')
  expect((await taken).status()).toBe(200)
})
