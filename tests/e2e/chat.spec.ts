import { expect } from '@playwright/test'
import postgres from 'postgres'
import { addressOfChat, approval, say } from './support/aiya'
import { accountNamed, bank, minorOf } from './support/bank'
import { listen } from './support/heard'
import { test } from './support/journey'
import { requestFor } from './support/phone'

test('asked for in the chat, approved on the phone, and the money has moved', async ({ alice, phone }) => {
  const before = await accountNamed(alice.request, 'Savings')
  const heard = await listen(alice)
  await alice.goto('/aiya')
  await say(alice, 'move $21.10 from checking to savings for rent')

  await expect(approval(alice)).toContainText('Waiting for your phone')
  await expect(approval(alice)).toContainText('$21.10')
  const chats = alice.getByRole('navigation', { name: 'Chats' })
  await expect(chats.getByRole('link', { name: /move \$21\.10/ })).toBeVisible()
  const request = requestFor(phone, '$21.10')
  await expect(request).toContainText('Checking')
  await expect(request).toContainText('••8765')
  await expect(request).toContainText('rent')
  await request.getByRole('button', { name: 'Approve' }).click()

  await expect(approval(alice)).toContainText('Transferred')
  await expect(alice.getByRole('log')).toContainText('was transferred to Savings')
  const after = await accountNamed(alice.request, 'Savings')
  expect(minorOf(after.balance) - minorOf(before.balance)).toBe(2110n)

  // Each once, whole and in order; not each word, and each line of the card, as it comes.
  await expect(alice.getByRole('log')).toHaveAttribute('aria-live', 'off')
  await expect(alice.getByRole('log').locator('[aria-live]:not([aria-live="off"]), [role="status"]')).toHaveCount(0)
  const [thinking, answer, ...ends] = await heard()
  expect(thinking).toBe('Aiya is thinking …')
  expect(answer).toMatch(
    /^Aiya: From the bank, .* \$21\.10\. Waiting for your phone\. From\. Checking ••4321\. To\. Savings ••8765\..* Nothing moves unless you approve it there\.$/,
  )
  expect(ends.at(-1)).toBe(
    'Transferred: $21.10. To Savings ••8765. You approved it on your phone, and the money has moved.',
  )
  expect(ends.filter((words) => !words.startsWith('Approved: $21.10.'))).toHaveLength(1)
})

test('denied on the phone, nothing moves and Aiya says so', async ({ alice, phone }) => {
  const before = await accountNamed(alice.request, 'Checking')
  await alice.goto('/aiya')
  await say(alice, 'pay Bob $7.77 for coffee')
  await requestFor(phone, '$7.77').getByRole('button', { name: 'Deny' }).click()

  await expect(approval(alice)).toContainText('Denied')
  await expect(alice.getByRole('log')).toContainText('Nothing has moved')
  expect(await accountNamed(alice.request, 'Checking')).toEqual(before)
})

test('unanswered, it expires and what was held is given back', async ({ alice }) => {
  const before = await accountNamed(alice.request, 'Checking')
  await alice.goto('/aiya')
  await say(alice, 'move $3.33 from checking to savings')
  await expect(approval(alice)).toContainText('Waiting for your phone')
  const during = await accountNamed(alice.request, 'Checking')
  expect(minorOf(before.available) - minorOf(during.available)).toBe(333n)
  expect(during.balance).toBe(before.balance)

  await expect(approval(alice)).toContainText('Expired', { timeout: 45_000 })
  expect(await accountNamed(alice.request, 'Checking')).toEqual(before)
})

test('withdrawn in the chat, it leaves the phone and moves nothing', async ({ alice, phone }) => {
  const before = await accountNamed(alice.request, 'Checking')
  await alice.goto('/aiya')
  await say(alice, 'move $4.44 from checking to savings')
  const request = requestFor(phone, '$4.44')
  await expect(request).toBeVisible()
  await approval(alice).getByRole('button', { name: 'Withdraw' }).click()
  await expect(approval(alice)).toContainText('Cancelled')
  await expect(request).toHaveCount(0)
  await expect(phone.getByText('Withdrawn').first()).toBeVisible()

  await alice.goto('/approvals')
  await expect(alice.getByRole('main')).toContainText('Cancelled')
  expect(await accountNamed(alice.request, 'Checking')).toEqual(before)
})

test('what an empty chat suggests is about one’s own payees, and is understood', async ({ alice, phone }) => {
  await alice.goto('/aiya')
  await alice.getByRole('button', { name: 'Pay Bob Example $10 for lunch' }).click()
  // The pressed button has gone.
  await expect(alice.getByRole('textbox', { name: 'Message Aiya' })).toBeFocused()
  await expect(approval(alice)).toContainText('Bob Example')
  const request = requestFor(phone, '$10.00')
  await expect(request).toContainText('lunch')
  await request.getByRole('button', { name: 'Deny' }).click()
  await expect(approval(alice)).toContainText('Denied')
})

test('what is missing is asked for, and the answer is understood', async ({ alice, phone }) => {
  await alice.goto('/aiya')
  await say(alice, 'move $6.60')
  const log = alice.getByRole('log')
  await expect(log).toContainText('?')
  await expect(alice.getByRole('region', { name: 'Approval' })).toHaveCount(0)
  await expect(alice.getByPlaceholder('Ask, or move money')).toBeVisible()
  await say(alice, 'from checking to savings')
  await requestFor(phone, '$6.60').getByRole('button', { name: 'Approve' }).click()
  await expect(approval(alice)).toContainText('Transferred')
})

test('reloaded and open in a second tab, every card shows the true state', async ({ alice, phone }) => {
  await alice.goto('/aiya')
  await say(alice, 'move $8.80 from checking to savings')
  await expect(approval(alice)).toContainText('Waiting for your phone')
  const chat = await addressOfChat(alice)
  await alice.reload()
  await expect(approval(alice)).toContainText('Waiting for your phone')
  const second = await alice.context().newPage()
  await second.goto(chat)
  await expect(approval(second)).toContainText('Waiting for your phone')
  await requestFor(phone, '$8.80').getByRole('button', { name: 'Approve' }).click()
  for (const page of [alice, second]) {
    await expect(approval(page)).toContainText('Transferred')
    await expect(page.getByRole('log')).toContainText('was transferred to Savings')
    await expect(page.getByRole('region', { name: 'Approval' })).toHaveCount(1)
  }
})

test('with nobody watching, the answer is in the history all the same', async ({ alice, phone }) => {
  await alice.goto('/aiya')
  await say(alice, 'move $9.90 from checking to savings')
  await expect(approval(alice)).toContainText('Waiting for your phone')
  const chat = await addressOfChat(alice)
  await alice.goto('about:blank')
  await requestFor(phone, '$9.90').getByRole('button', { name: 'Approve' }).click()
  await expect(requestFor(phone, '$9.90')).toHaveCount(0)
  await alice.goto(chat)
  await expect(approval(alice)).toContainText('Transferred')
  await expect(alice.getByRole('log')).toContainText('was transferred to Savings')
})

test('chats are listed, renamed and deleted, and are nobody else’s', async ({ alice, browser }) => {
  await alice.goto('/aiya')
  await say(alice, 'hello there, what can you do?')
  await expect(alice.getByRole('navigation', { name: 'Chats' })).toContainText('hello there')
  const chat = await addressOfChat(alice)
  await alice
    .getByRole('button', { name: /^Options for hello there/ })
    .first()
    .click()
  await alice.getByRole('menuitem', { name: 'Rename' }).click()
  await alice.getByLabel('Title').fill('First steps')
  await alice.getByRole('dialog').getByRole('button', { name: 'Rename' }).click()
  await expect(alice.getByRole('link', { name: 'First steps' })).toBeVisible()

  const stranger = await (await browser.newContext()).newPage()
  const answer = await stranger.request.get(`${bank.app}/api/chat/${chat.split('/').pop()}`)
  expect(answer.status()).toBe(401)
  await stranger.context().close()

  await alice.getByRole('button', { name: 'Options for First steps' }).click()
  await alice.getByRole('menuitem', { name: 'Delete' }).click()
  await alice.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await expect(alice.getByRole('link', { name: 'First steps' })).toHaveCount(0)
})

test('words in Markdown cannot show pictures or lead away', async ({ alice }) => {
  const leaks: string[] = []
  alice.on('request', (request) => {
    if (!request.url().startsWith(bank.app)) leaks.push(request.url())
  })
  await alice.goto('/aiya')
  await say(alice, `what can you do? ${HOSTILE}`)
  const log = alice.getByRole('log')
  await expect(log).toContainText('](http://127.0.0.1:9/)')
  const chat = await addressOfChat(alice)

  await putInAiyasMouth(chat.split('/').pop() ?? '', `${HOSTILE} [your accounts](/accounts) and that is all`)
  await alice.reload()
  await expect(log).toContainText('and that is all')
  await expect(log.getByRole('link', { name: 'your accounts' })).toHaveAttribute('href', '/accounts')
  await expect(log.getByRole('link', { name: 'here' })).toHaveCount(0)
  await expect(log.locator('img')).toHaveCount(0)
  await expect(log.locator('a[href*="127.0.0.1"]')).toHaveCount(0)
  expect(leaks).toEqual([])
})

test('a long word of Aiya’s is broken and does not widen a small screen', async ({ alice }) => {
  await alice.setViewportSize({ width: 360, height: 740 })
  await alice.goto('/aiya')
  await say(alice, 'what can you do?')
  const chat = await addressOfChat(alice)
  const long = 'W'.repeat(140)
  await putInAiyasMouth(chat.split('/').pop() ?? '', `**Memo:** ${long}\n\n| a | b |\n|-|-|\n| ${long} | 1 |`)
  await alice.reload()
  const log = alice.getByRole('log')
  await expect(log).toContainText(long)
  expect(await log.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0)
})

test('an Enter that picks a word of an input method does not send', async ({ alice }) => {
  await alice.goto('/aiya')
  const field = alice.getByRole('textbox', { name: 'Message Aiya' })
  await field.fill('こんにちは')
  // As Safari does it: the composition is over, and only the key code tells.
  await field.dispatchEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true })
  await expect(field).toHaveValue('こんにちは')
  await field.press('Enter')
  await expect(field).toHaveValue('')
})

const HOSTILE = '![x](http://127.0.0.1:9/leak) [here](http://127.0.0.1:9/) <img src=http://127.0.0.1:9/z>'

/** Gives the chat's answer, once it is saved, the words that a model might have been fooled into. */
async function putInAiyasMouth(chatId: string, text: string): Promise<void> {
  const sql = postgres(bank.database, { max: 1 })
  try {
    const parts = sql.json([{ type: 'text', text, state: 'done' }])
    await expect(async () => {
      const { count } = await sql`UPDATE messages SET parts = ${parts} WHERE chat_id = ${chatId} AND role = 'assistant'`
      expect(count).toBe(1)
    }).toPass()
  } finally {
    await sql.end()
  }
}
