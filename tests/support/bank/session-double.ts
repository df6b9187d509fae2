import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import { vi } from 'vitest'
import type { PortalSession } from '@/lib/auth0/session/session'
import type { Customer } from '@/lib/ledger/customer'
import { database } from '@/lib/platform/database/client'
import { Problem } from '@/lib/platform/http/problem'

// Replaces lib/auth0/session/session.ts, whose cookie is nextjs-auth0's and needs a running Next; browser tests cover
// it. In a test file: vi.mock('@/lib/auth0/session/session', () => import('./session-double'))

let last: PortalSession | null = null
const own = new AsyncLocalStorage<PortalSession>()

const sessionOf = (customer: Customer, idToken: string | null = null): PortalSession => ({
  id: randomUUID(),
  customer,
  idToken,
})

/** Signs this customer in for route handlers; null signs out. `subject` matters where the tenant is asked. */
export function signInAs(
  id: string | null,
  subject = `test|${id}`,
  name = 'Test',
  idToken: string | null = null,
): void {
  last = id === null ? null : sessionOf({ id, subject, name }, idToken)
}

/** Runs requests as this customer, whichever other customers make requests at the same time. */
export function signedInAs<T>(customer: Customer, work: () => Promise<T>): Promise<T> {
  return own.run(sessionOf(customer), work)
}

const session = () => own.getStore() ?? last

/** The session with a row in the database, which streams need because they end when the row is gone. */
export async function currentSession(): Promise<PortalSession | null> {
  const found = session()
  if (!found) return null
  const { id, customer } = found
  await database().sql`
    INSERT INTO sessions (id, cookie_hash, customer_id, device, sealed_data, expires_at)
    SELECT ${id}, ${id}, id, 'Test', '', now() + interval '1 hour' FROM customers WHERE id = ${customer.id}
    ON CONFLICT DO NOTHING`
  return found
}

export async function signedInCustomer(): Promise<Customer | null> {
  return session()?.customer ?? null
}

export async function requireSession(): Promise<PortalSession> {
  const found = session()
  if (!found) throw new Problem('unauthenticated')
  return found
}

export async function requireCustomer(): Promise<Customer> {
  return (await requireSession()).customer
}

/** When they last typed their password: unknown, unless a test says a time. */
export const signedInAt = vi.fn(async (): Promise<Date | null> => null)
