import { eq } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import { customers } from '@/db/schema'
import { database, withDeadline } from '@/lib/platform/database/client'
import { Problem } from '@/lib/platform/http/problem'
import { NO_NAME, printablePart } from '@/lib/platform/text/printable-text'
import { isStorable } from '@/lib/platform/text/storable'
import { BanksElsewhere, requireHomeHere, requireNotElsewhere } from './home-shard'
import { Refusal } from './refusal'

export interface Customer {
  id: string
  /** The tenant's `sub`. */
  subject: string
  name: string
}

/**
 * Caches customers by subject, which saves one query per request; a subject's customer never changes. Each of the app's
 * bundles may hold its own copy, at the cost of a query.
 */
const known = new Map<string, Customer>()
const KNOWN_MAX = 10_000
/** Short enough for an authorization detail, however length is counted (payment-initiation.ts). */
const NAME_CHARACTERS_MAX = 70

/** The customer whom the bank knows by this subject, or null. */
export async function findCustomer(subject: string): Promise<Customer | null> {
  const cached = known.get(subject)
  if (cached) return cached
  // A subject that Postgres cannot store belongs to no customer.
  if (!isStorable(subject)) return null
  const { id, name } = customers
  const query = database().db.select({ id, subject: customers.subject, name }).from(customers)
  const [customer] = await withDeadline(query.where(eq(customers.subject, subject)).limit(1))
  if (!customer) return null
  if (known.size >= KNOWN_MAX) known.clear()
  known.set(subject, customer)
  return customer
}

/**
 * The customer whom an agent's token names.
 * @throws Refusal `account_not_found` if the bank does not know them; Problem `misdirected` if they bank on another shard, with
 * the address of its app as the member `app` where that is known (RFC 9110 section 15.5.20)
 */
export async function customerOfAgent(subject: string): Promise<Customer> {
  const customer = await findCustomer(subject)
  if (customer) return customer
  if (isStorable(subject)) await requireNotElsewhere(subject).catch(misdirected)
  throw new Refusal('account_not_found')
}

function misdirected(error: unknown): never {
  if (!(error instanceof BanksElsewhere)) throw error
  const { address: app } = error
  throw new Problem('misdirected', app === null ? {} : { detail: `This customer banks at ${app}`, members: { app } })
}

/**
 * Finds the customer, or adds one without accounts at the first sign-in. Other customers will read the name that the
 * tenant gives: unprintable characters are left out, and a placeholder replaces a name that is empty then.
 * @throws BanksElsewhere if the customer banks on another shard
 */
export async function customerOf(subject: string, seen: { name: string; email: string | null }): Promise<Customer> {
  const customer = await findCustomer(subject)
  if (customer) return customer
  if (!isStorable(subject)) throw new Problem('unauthenticated')
  await requireHomeHere(subject)
  const name = printablePart(seen.name, NAME_CHARACTERS_MAX) || NO_NAME
  const email = seen.email !== null && isStorable(seen.email) ? seen.email : null
  const newcomer = database().db.insert(customers).values({ id: uuidv7(), subject, name, email })
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
