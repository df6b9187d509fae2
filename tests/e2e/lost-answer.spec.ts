import { expect, type Page } from '@playwright/test'
import { approval, say } from './support/aiya'
import { accountNamed, bank, minorOf } from './support/bank'
import { test } from './support/journey'
import { requestFor } from './support/phone'
import { openWay } from './support/way-to-the-bank'

/** Where messages are sent to, and nothing else of the chat's. */
const MESSAGES = /\/api\/chat\/[\w-]+$/

const takeBack = (page: Page) => page.getByRole('button', { name: 'Edit and try again' })

/** What happens to messages; reads of the chat go through. */
async function onMessage(page: Page, happens: Parameters<Page['route']>[1]): Promise<void> {
  await page.route(MESSAGES, (route, request) =>
    request.method() === 'POST' ? happens(route, request) : route.fallback(),
  )
}

test('an answer whose connection breaks in the middle is joined again', async ({ browser, aliceBrowser, phone }) => {
  const way = await openWay()
  const context = await browser.newContext({
    baseURL: bank.app,
    storageState: aliceBrowser.session,
    proxy: { server: way.server },
  })
  try {
    const page = await context.newPage()
    await page.goto('/aiya')
    // Its first word is on the way; the phone is being asked.
    const begun = page.waitForResponse(
      (response) => MESSAGES.test(response.url()) && response.request().method() === 'POST',
    )
    await say(page, 'move $5.51 from checking to savings')
    await begun
    way.cut()
    await expect(page.getByText('The connection was lost. Looking for the answer')).toBeVisible()
    await expect(takeBack(page)).toHaveCount(0)
    way.mend()
    // Joined from its beginning, and drawn once.
    await expect(page.getByRole('log').getByText('The connection was lost')).toHaveCount(0)
    await expect(approval(page)).toContainText('Waiting for your phone')
    await expect(page.getByText('Asked for the transfer')).toHaveCount(1)
    await requestFor(phone, '$5.51').getByRole('button', { name: 'Approve' }).click()
    await expect(approval(page)).toContainText('Transferred')
    await expect(page.getByRole('log')).toContainText('was transferred to')
    await expect(page.getByRole('region', { name: 'Approval' })).toHaveCount(1)
    await expect(page.getByRole('log')).not.toContainText('The connection was lost')
  } finally {
    await context.close()
    way.close()
  }
})

test('a message that was taken is not offered to be sent again, although its answer never came', async ({
  alice,
  phone,
}) => {
  const before = await accountNamed(alice.request, 'Savings')
  await alice.goto('/aiya')
  await onMessage(alice, async (route) => {
    const { headers, body } = { headers: route.request().headers(), body: route.request().postData() }
    // The bank takes it and begins to answer; the page never sees a word of that.
    const cookies = (await alice.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
    await fetch(route.request().url(), { method: 'POST', headers: { ...headers, cookie: cookies }, body })
    await route.abort()
  })
  await say(alice, 'move $5.52 from checking to savings')
  await expect(approval(alice)).toContainText('Waiting for your phone')
  await expect(takeBack(alice)).toHaveCount(0)
  await expect(alice).toHaveURL(/\/aiya\/[\w-]+$/)
  await requestFor(phone, '$5.52').getByRole('button', { name: 'Approve' }).click()
  await expect(approval(alice)).toContainText('Transferred')
  await expect(alice.getByRole('region', { name: 'Approval' })).toHaveCount(1)
  const after = await accountNamed(alice.request, 'Savings')
  expect(minorOf(after.balance) - minorOf(before.balance)).toBe(552n)
})

test('a message that never arrived is sent again under its own id', async ({ alice, phone }) => {
  await alice.goto('/aiya')
  const ids: string[] = []
  await onMessage(alice, (route) => {
    ids.push(route.request().postDataJSON().message.id)
    return ids.length === 1 ? route.abort() : route.fallback()
  })
  await say(alice, 'move $5.53 from checking to savings')
  await expect(alice.getByRole('alert').filter({ hasText: 'Your message has not reached Aiya yet' })).toBeVisible()
  await expect(takeBack(alice)).toHaveCount(0)
  await alice.getByRole('button', { name: 'Send again' }).click()
  await requestFor(phone, '$5.53').getByRole('button', { name: 'Deny' }).click()
  await expect(approval(alice)).toContainText('Denied')
  expect(new Set(ids).size).toBe(1)
})

test('what the bank refuses goes back where it can be changed', async ({ alice }) => {
  await alice.goto('/aiya')
  await onMessage(alice, (route) =>
    route.fulfill({
      status: 429,
      contentType: 'application/problem+json',
      body: JSON.stringify({ code: 'rate_limited', title: 'Too many requests', status: 429 }),
    }),
  )
  await say(alice, 'hello Aiya, how are you?')
  await expect(alice.getByRole('alert').filter({ hasText: 'Too many requests' })).toBeVisible()
  await takeBack(alice).click()
  await expect(alice.getByRole('textbox', { name: 'Message Aiya' })).toHaveValue('hello Aiya, how are you?')
  await expect(alice.getByRole('log')).not.toContainText('how are you?')
})

test('a message sent after the session has ended leads to sign in', async ({ alice }) => {
  await alice.goto('/aiya')
  // Not before: any read of the page would notice it first.
  await onMessage(alice, async (route) => {
    await alice.context().clearCookies()
    await route.continue()
  })
  const refused = alice.waitForResponse((response) => MESSAGES.test(response.url()) && response.status() === 401)
  await say(alice, 'hello')
  await refused
  await expect(alice.getByLabel('Email')).toBeVisible()
})
