import { expect, type Page } from '@playwright/test'
import { say } from './support/aiya'
import { test } from './support/journey'

const chats = (page: Page) => page.getByRole('navigation', { name: 'Chats' })

/** Says something in the empty chat, and waits until the chat has an address. Answers its id. */
async function begin(page: Page, text: string): Promise<string> {
  await say(page, text)
  await expect(page).toHaveURL(/\/aiya\/[\w-]+$/)
  await expect(page.getByPlaceholder('Ask, or move money')).toBeVisible()
  return page.url().split('/').pop() ?? ''
}

test('the link to Aiya leads out of a new chat and into another one', async ({ alice }) => {
  await alice.goto('/aiya')
  const first = await begin(alice, 'hello, first chat')
  await alice.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Aiya' }).click()
  await expect(alice.getByRole('heading', { name: /I’m Aiya|I am Aiya/ })).toBeVisible()
  await expect(alice.getByRole('log')).not.toContainText('first chat')
  expect(await begin(alice, 'hello, second chat')).not.toBe(first)
  await chats(alice).getByRole('link', { name: 'hello, first chat' }).click()
  await expect(alice.getByRole('log')).toContainText('first chat')
  await expect(alice.getByRole('log')).not.toContainText('second chat')
})

test('a new chat that is deleted while it is open does not come back with the next message', async ({ alice }) => {
  await alice.goto('/aiya')
  const deleted = await begin(alice, 'hello, short-lived chat')
  await alice.getByRole('button', { name: 'Options for hello, short-lived chat' }).click()
  await alice.getByRole('menuitem', { name: 'Delete' }).click()
  await alice.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await expect(alice.getByRole('log')).not.toContainText('short-lived')
  expect(await begin(alice, 'hello, what follows')).not.toBe(deleted)
  await expect(alice.getByRole('log')).not.toContainText('short-lived')
  expect((await alice.request.get(`/api/chat/${deleted}`)).status()).toBe(404)
})

test('Back from another new chat leads to the first one, whether something was said there or not', async ({
  alice,
}) => {
  for (const meanwhile of [null, 'hello, the one in between']) {
    await alice.goto('/aiya')
    await begin(alice, 'hello, the one to come back to')
    const first = alice.url()
    await alice.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Aiya' }).click()
    await expect(alice.getByRole('heading', { name: /I’m Aiya|I am Aiya/ })).toBeVisible()
    if (meanwhile) await begin(alice, meanwhile)
    while (alice.url() !== first) await alice.goBack()
    await expect(alice.getByRole('log')).toContainText('the one to come back to')
    await expect(alice.getByRole('log')).not.toContainText('in between')
  }
})

test('a new chat is there when its customer comes back to it', async ({ alice }) => {
  await alice.goto('/aiya')
  await begin(alice, 'hello, remember me')
  await alice.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Approvals' }).click()
  await expect(alice.getByRole('heading', { name: 'Approvals', level: 1 })).toBeVisible()
  await alice.goBack()
  await expect(alice.getByRole('log')).toContainText('remember me')
})
