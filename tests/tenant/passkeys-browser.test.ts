import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, CDPSession, Page } from '@playwright/test'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestTenant, type TestTenant } from '../support/tenant/tenant'
import { launchChromium } from './chromium'
import { askFor, poll } from './ciba'
import { addAuthenticator, phoneContext, signInOn, watchFor } from './phone-page'

// The browser's own passkeys, by Chromium's virtual authenticator.

let tenant: TestTenant
let browser: Browser
let page: Page
let cdp: CDPSession
let authenticatorId: string
const problems: string[] = []

beforeAll(async () => {
  tenant = await startTestTenant()
  browser = await launchChromium()
  page = await signInOn(await phoneContext(browser), tenant)
  watchFor(problems, page)
  ;({ cdp, authenticatorId } = await addAuthenticator(page))
  await page.getByRole('button', { name: 'Use this device' }).click()
  await page.getByText('Up to date').waitFor()
})
afterAll(async () => {
  await browser.close()
  await tenant.stop()
})

const verifies = (isUserVerified: boolean) => cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified })
const request = (text: string) =>
  page.getByRole('region', { name: 'Approval request', exact: true }).filter({ hasText: text })
const passkeys = () => page.getByRole('region', { name: 'Passkeys' })

it('a passkey is added on the devices page', async () => {
  await page.goto(`${tenant.issuer}phone/devices`)
  await passkeys().getByText('a tap is enough').waitFor()
  await passkeys().getByRole('button', { name: 'Add a passkey' }).click()
  await passkeys()
    .getByRole('button', { name: /^Remove passkey Chrome on / })
    .waitFor()
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  expect(violations.map(({ id }) => id)).toEqual([])
})

it('a yes asks for it, over what is displayed', async () => {
  await page.goto(`${tenant.issuer}phone`)
  const id = await askFor(tenant, { binding_message: 'with a passkey' })
  await request('with a passkey').getByRole('button', { name: 'Approve' }).click()
  await page.getByText('$25.00: You said yes.').waitFor()
  expect(decodeJwt(String((await poll(tenant, id)).body.access_token)).amr).toEqual(['swk', 'pop', 'user', 'mfa'])
})

it('a yes that is not confirmed decides nothing, and can be tried again', async () => {
  await verifies(false)
  const id = await askFor(tenant, { binding_message: 'not me' })
  await request('not me').getByRole('button', { name: 'Approve' }).click()
  await request('not me').getByRole('alert').filter({ hasText: 'Not confirmed with your passkey' }).waitFor()
  expect((await poll(tenant, id)).body.error).toBe('authorization_pending')
  await verifies(true)
  await request('not me').getByRole('button', { name: 'Approve' }).click()
  await page.getByText('$25.00: You said yes.').waitFor()
})

it('a no does not ask for it', async () => {
  await verifies(false)
  await askFor(tenant, { binding_message: 'denied at once' })
  await request('denied at once').getByRole('button', { name: 'Deny' }).click()
  await page.getByText('$25.00: Denied.').waitFor()
  await verifies(true)
})

it('a ticket for another device asks for it, and so does its removal, after which a tap is enough', async () => {
  await page.goto(`${tenant.issuer}phone/devices`)
  await verifies(false)
  await page.getByRole('button', { name: 'Add a device' }).click()
  await page.getByText('Not confirmed with a passkey. Nothing was changed.').waitFor()
  await verifies(true)
  await page.getByRole('button', { name: 'Add a device' }).click()
  await page.getByRole('region', { name: 'Ticket' }).waitFor()
  await passkeys()
    .getByRole('button', { name: /^Remove passkey/ })
    .click()
  await passkeys().getByText('a tap is enough').waitFor()
  await verifies(false)
  await page.goto(`${tenant.issuer}phone`)
  await askFor(tenant, { binding_message: 'by a tap' })
  await request('by a tap').getByRole('button', { name: 'Approve' }).click()
  await page.getByText('$25.00: You said yes.').waitFor()
  expect(problems).toEqual([])
})
