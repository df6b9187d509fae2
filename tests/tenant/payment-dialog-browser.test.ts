import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from '@playwright/test'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findWholeChromium } from '@/scripts/chromium'
import { startTestTenant, type TestTenant } from '../support/tenant/tenant'
import { askFor, poll } from './ciba'
import { addAuthenticator, signIn, watchFor } from './phone-page'

// The browser's own payment dialogue (Secure Payment Confirmation), by Chromium's mode for tests, which answers it as a person would.
// The browser without a window has no such dialogue, and on Linux it is switched on by name.

const whole = findWholeChromium()
const why = whole ? '' : ' (left out: no whole Chromium here; Debian: apt-get install chromium)'
const FLAGS = [
  ...['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
  '--enable-blink-features=SecurePaymentConfirmation',
  '--enable-features=SecurePaymentConfirmation,SecurePaymentConfirmationBrowser',
]

describe.skipIf(!whole)(`where the browser has a payment dialogue${why}`, () => {
  let tenant: TestTenant
  let profile: string
  let context: BrowserContext
  let page: Page
  let answers: (mode: 'autoAccept' | 'autoReject' | 'none') => Promise<unknown>
  const problems: string[] = []

  beforeAll(async () => {
    tenant = await startTestTenant()
    profile = mkdtempSync(join(tmpdir(), 'baink-profile-'))
    const viewport = { width: 360, height: 740 }
    // In a profile that keeps things: the browser remembers which passkeys confirm payments.
    context = await chromium.launchPersistentContext(profile, {
      executablePath: whole ?? '',
      headless: false,
      args: FLAGS,
      viewport,
    })
    page = await context.newPage()
    watchFor(problems, page)
    const { cdp } = await addAuthenticator(page)
    answers = (mode) => cdp.send('Page.setSPCTransactionMode', { mode })
    await page.goto(`${tenant.issuer}phone`)
    await signIn(page)
    await page.getByRole('button', { name: 'Use this device' }).click()
    await page.getByText('Up to date').waitFor()
    await page.goto(`${tenant.issuer}phone/devices`)
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await page.getByRole('button', { name: /^Remove passkey / }).waitFor()
    await page.goto(`${tenant.issuer}phone`)
  })
  afterAll(async () => {
    await context?.close()
    await tenant?.stop()
    rmSync(profile, { recursive: true, force: true })
  })

  const request = (text: string) =>
    page.getByRole('region', { name: 'Approval request', exact: true }).filter({ hasText: text })
  const waysOf = async (id: string) => decodeJwt(String((await poll(tenant, id)).body.access_token)).amr

  it('the browser itself shows payee and amount, and the token says so', async () => {
    await answers('autoAccept')
    const id = await askFor(tenant, { binding_message: 'shown by the browser' })
    await request('shown by the browser').getByRole('button', { name: 'Approve' }).click()
    await page.getByText('$25.00: You said yes.').waitFor()
    expect(await waysOf(id)).toEqual(['swk', 'pop', 'user', 'mfa', 'spc'])
  })

  it('a dialogue that is closed decides nothing, and a passkey alone is asked next', async () => {
    await answers('autoReject')
    const id = await askFor(tenant, { binding_message: 'closed at first' })
    const card = request('closed at first')
    await card.getByRole('button', { name: 'Approve' }).click()
    await card.getByRole('alert').filter({ hasText: 'Not confirmed with your passkey' }).waitFor()
    expect((await poll(tenant, id)).body.error).toBe('authorization_pending')
    await card.getByRole('button', { name: 'Approve' }).click()
    await page.getByText('$25.00: You said yes.').waitFor()
    expect(await waysOf(id)).toEqual(['swk', 'pop', 'user', 'mfa'])
    expect(problems).toEqual([])
  })
})
