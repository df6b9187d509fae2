import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { type Database, database, withDeadline } from '@/db/client'
import { accounts, customers } from '@/db/schema'
import { maskOf } from '@/lib/accounts/mask'
import { Problem } from '@/lib/http/problem'
import { Refusal } from '@/lib/transfers/refusal'
import { accountNumber } from './account-number'

/** Whose account a number is. */
export interface Holder {
  accountId: string
  name: string
  mask: string
}

const body = z.strictObject({ accountNumber })

/** Reads the body of a look-up. @throws ZodError naming each bad member. */
export function parseHolderQuery(input: unknown): string {
  return body.parse(input).accountNumber
}

/**
 * Finds the holder of an account by its full and exact number: a part of a number finds nothing, so that this is no
 * directory. The bank's own accounts are nobody's.
 * @throws Refusal `account_not_found`
 * @throws Problem `conflict` if the account is the asking customer's own.
 */
export async function findHolder(
  customerId: string,
  number: string,
  { db }: Pick<Database, 'db'> = database(),
): Promise<Holder> {
  const query = db
    .select({ accountId: accounts.id, customerId: accounts.customerId, name: customers.name, number: accounts.number })
    .from(accounts)
    .innerJoin(customers, eq(customers.id, accounts.customerId))
  const [found] = await withDeadline(query.where(eq(accounts.number, number)).limit(1))
  if (!found) throw new Refusal('account_not_found')
  if (found.customerId === customerId) {
    throw new Problem('conflict', { detail: 'This is your own account. It needs no payee: choose it under To.' })
  }
  return { accountId: found.accountId, name: found.name, mask: maskOf(found.number) }
}
