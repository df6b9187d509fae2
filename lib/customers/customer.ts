import { eq } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import { database, withDeadline } from '@/db/client'
import { customers } from '@/db/schema'
import { printablePart } from '@/lib/text/printable-text'

export interface Customer {
  id: string
  /** The tenant's `sub`. */
  subject: string
  name: string
}

/** Known customers, to spare a query a request. A subject never changes its customer; the size is bounded. */
const known = new Map<string, Customer>()
const KNOWN_MAX = 10_000
/** Fits into an authorization detail in whatever way its length is counted (payment-initiation.ts). */
const NAME_CHARACTERS_MAX = 70

/** The customer whom the bank knows by this subject, or null. */
export async function findCustomer(subject: string): Promise<Customer | null> {
  const cached = known.get(subject)
  if (cached) return cached
  const { id, name } = customers
  const query = database().db.select({ id, subject: customers.subject, name }).from(customers)
  const [customer] = await withDeadline(query.where(eq(customers.subject, subject)).limit(1))
  if (!customer) return null
  if (known.size >= KNOWN_MAX) known.clear()
  known.set(subject, customer)
  return customer
}

/**
 * The same, and somebody who signs in for the first time becomes a customer without accounts. The name is the tenant's
 * word, and others will read it: what cannot be shown is left out, and where nothing is left the subject stands for it.
 */
export async function customerOf(subject: string, seen: { name: string; email: string | null }): Promise<Customer> {
  const customer = await findCustomer(subject)
  if (customer) return customer
  const newcomer = database()
    .db.insert(customers)
    .values({ id: uuidv7(), subject, ...seen, name: printablePart(seen.name, NAME_CHARACTERS_MAX) || subject })
  await withDeadline(newcomer.onConflictDoNothing())
  const found = await findCustomer(subject)
  if (!found) throw new Error('a customer was stored but cannot be read')
  return found
}

/** The e-mail address that the tenant told when the customer first signed in, for the customer's own screen. */
export async function emailOf(customerId: string): Promise<string | null> {
  const query = database().db.select({ email: customers.email }).from(customers).where(eq(customers.id, customerId))
  const [customer] = await withDeadline(query)
  return customer?.email ?? null
}
