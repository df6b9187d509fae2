import { type BrowserContext, expect, type Page } from '@playwright/test'
import postgres from 'postgres'
import { listDevices, removeDevice } from '@/tenant/devices/devices'
import { bank } from './bank'

/** Signs in to the phone, and goes no further. */
export async function signInToPhone(phone: Page, name: 'alice' | 'bob'): Promise<void> {
  await phone.goto(`${bank.tenant}/phone`)
  await phone.getByLabel('Email').fill(`${name}@example.com`)
  await phone.getByLabel('Password').fill(bank.password)
  await phone.getByRole('button', { name: 'Continue' }).click()
}

/** Makes this browser the customer's phone, as a customer does who has no other device. */
export async function enrol(phone: Page, name: 'alice' | 'bob' = 'alice'): Promise<void> {
  await forgetDevices(`auth0|${name}`)
  await signInToPhone(phone, name)
  await phone.getByRole('button', { name: 'Use this device', exact: true }).click()
  await expect(phone.getByText('Up to date')).toBeVisible()
  await phone.close()
}

/** The phone, in a browser that is enrolled. */
export async function openPhone(enrolled: BrowserContext): Promise<Page> {
  const phone = await enrolled.newPage()
  await phone.goto(`${bank.tenant}/phone`)
  await expect(phone.getByText('Up to date')).toBeVisible()
  return phone
}

/** The request on the phone that shows this amount. */
export function requestFor(phone: Page, amount: string) {
  return phone.getByRole('region', { name: 'Approval request' }).filter({ hasText: amount })
}

/** After a failed test a new worker goes on, with a new browser: the old one's key is lost. */
async function forgetDevices(sub: string): Promise<void> {
  const sql = postgres(bank.database, { max: 1 })
  try {
    for (const { id } of await listDevices(sql, sub)) await removeDevice(sql, sub, id)
  } finally {
    await sql.end()
  }
}
