import { createHash, randomBytes } from 'node:crypto'
import { type Browser, expect, type Page } from '@playwright/test'
import postgres from 'postgres'
import { bank } from './bank'

/**
 * The customer's other device: a browser of its own, signed in on the tenant's origin and enrolled. The first one of a
 * run is enrolled as a customer would; every later one brings a ticket, as if an earlier one had made it.
 */
export async function openPhone(browser: Browser, name: 'alice' | 'bob'): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } })
  const phone = await context.newPage()
  await phone.goto(`${bank.tenant}/phone`)
  await phone.getByLabel('Email').fill(`${name}@example.com`)
  await phone.getByLabel('Password').fill(bank.password)
  await phone.getByRole('button', { name: 'Continue' }).click()
  const first = phone.getByRole('button', { name: 'Use this device', exact: true })
  const other = phone.getByRole('button', { name: 'Ask my other device', exact: true })
  await expect(first.or(other)).toBeVisible()
  if (await other.isVisible()) await phone.goto(`${bank.tenant}/phone/enrol?ticket=${await ticketFor(name)}`)
  await first.click()
  await expect(phone.getByText('Up to date')).toBeVisible()
  return phone
}

/** The request on the phone that shows this amount. */
export function requestFor(phone: Page, amount: string) {
  return phone.getByRole('region', { name: 'Approval request' }).filter({ hasText: amount })
}

/** A ticket by the hand of the database's owner: the browser that could make one is closed, and its key with it. */
async function ticketFor(name: string): Promise<string> {
  const ticket = randomBytes(32).toString('base64url')
  const hash = createHash('sha256').update(ticket).digest('base64url')
  const sub = `auth0|${name}`
  const sql = postgres(bank.database, { max: 1 })
  try {
    // A run opens more browsers than a customer may have devices.
    await sql`
      WITH removed AS (
        UPDATE tenant.devices SET removed_at = now()
        WHERE sub = ${sub} AND removed_at IS NULL AND id NOT IN (
          SELECT id FROM tenant.devices WHERE sub = ${sub} AND removed_at IS NULL ORDER BY created_at DESC LIMIT 4)
        RETURNING id
      )
      UPDATE tenant.users SET device_count = device_count - (SELECT count(*) FROM removed) WHERE sub = ${sub}`
    await sql`
      INSERT INTO tenant.device_tickets (token_hash, sub, created_by, expires_at)
      SELECT ${hash}, ${sub}, id, now() + interval '1 minute' FROM tenant.devices
      WHERE sub = ${sub} AND removed_at IS NULL ORDER BY created_at DESC LIMIT 1`
  } finally {
    await sql.end()
  }
  return ticket
}
