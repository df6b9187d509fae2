import { randomUUID } from 'node:crypto'
import { expect, type Page } from '@playwright/test'
import { approval, say } from './support/aiya'
import { bank } from './support/bank'
import { test } from './support/journey'

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

// What the pages of the tenant do besides is tested in tests/tenant/offline-browser.
test('a phone without a connection reads the request from the computer, and its code moves the money', async ({
  alice,
  phone,
  phoneBrowser,
}) => {
  await phone.evaluate(() => navigator.serviceWorker.ready.then(() => true))
  // A page that closes in the middle of agreeing on a key leaves one that only the tenant has; the next page agrees again.
  await expect(async () => {
    await phone.reload()
    const known = await phone.locator('main').getAttribute('data-code-key')
    expect(await phone.evaluate(keptCodeKey)).toBe(known)
  }).toPass()
  await phoneBrowser.setOffline(true)
  // The installed phone, opened without a connection.
  await phone.goto(`${bank.tenant}/phone`)
  await expect(phone.getByRole('heading', { level: 1 })).toHaveText('Without a connection')
  const computer = await alice.context().newPage()
  await computer.goto(`${bank.tenant}/phone/codes/${randomUUID()}`)
  await computer.getByLabel('Email').fill('alice@example.com')
  await computer.getByLabel('Password').fill(bank.password)
  await button(computer, 'Continue').click()
  await expect(computer.getByRole('heading', { level: 1 })).toHaveText('No such request')

  await alice.goto('/aiya')
  await say(alice, 'move $18.86 from checking to savings for shelves')
  const way = approval(alice).getByRole('link', { name: 'My phone has no connection' })
  await computer.goto((await way.getAttribute('href')) ?? '')
  const picture = await computer.getByRole('img', { name: 'QR code for your phone' }).screenshot()
  await phone
    .getByLabel('Take or choose a picture')
    .setInputFiles({ name: 'code.png', mimeType: 'image/png', buffer: picture })
  await expect(phone.getByRole('region', { name: 'Approval request' })).toContainText('$18.86')
  await button(phone, 'Approve').click()
  const code = (await phone.getByRole('region', { name: 'Your code' }).locator('[data-code]').textContent()) ?? ''
  await computer.getByLabel('Code from your phone').fill(code)
  await button(computer, 'Approve').click()
  await expect(computer.getByRole('heading', { level: 1 })).toHaveText('You said yes')
  await expect(approval(alice)).toContainText('Transferred')

  await computer.getByRole('link', { name: 'Back to the bank' }).click()
  await expect(computer.getByRole('region', { name: 'Timeline' })).toContainText('By a code that the device made')
  const receipt = await alice.request.get(
    `${new URL(computer.url()).pathname.replace('/approvals', '/api/approvals')}/receipt`,
  )
  expect(Buffer.from((await receipt.text()).split('.')[1] ?? '', 'base64url').toString()).toContain('a code did')
  await phoneBrowser.setOffline(false)
  await phone.goto(`${bank.tenant}/phone`)
  await expect(phone.getByRole('listitem').filter({ hasText: '$18.86' })).toContainText('Transferred')
})

/** The id of the key for codes that this browser keeps for the customer; undefined for none. Runs in the page. */
async function keptCodeKey(): Promise<string | undefined> {
  const opening = indexedDB.open('baink-phone')
  await new Promise((done) => opening.addEventListener('success', done))
  const customer = document.querySelector('main')?.dataset.customer ?? ''
  const reading = opening.result.transaction('keys').objectStore('keys').get([customer, 'codes'])
  await new Promise((done) => reading.addEventListener('success', done))
  opening.result.close()
  return reading.result?.id
}
