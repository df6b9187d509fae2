import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { accounts, customers } from '@/db/schema'
import { maskOf } from '@/lib/ledger/accounts/account'
import { Refusal } from '@/lib/ledger/refusal'
import { type Database, database, withDeadline } from '@/lib/platform/database/client'
import { Problem } from '@/lib/platform/http/problem'
import { uuid } from '@/lib/platform/text/uuid'
import { accountNumber } from './account-number'
import { type Elsewhere, findElsewhere } from './find-elsewhere'

/** Whose account a number is. */
export const holder = z.strictObject({ accountId: uuid, name: z.string(), mask: z.string() })

export type Holder = z.output<typeof holder>

/** The body of a look-up. */
export const holderQuery = z.strictObject({ accountNumber })

/** Reads the body of a look-up. @throws ZodError naming each bad member. */
export function parseHolderQuery(input: unknown): string {
  return holderQuery.parse(input).accountNumber
}

/**
 * Finds the holder of an account by its full and exact number: a part of a number finds nothing, so that this is no
 * directory. The bank's own accounts are nobody's, and a merchant's is never paid by hand. Where customers are spread over
 * shards, one that is on another shard is found too, with what its stand-in needs.
 * @throws Refusal `account_not_found`
 * @throws Problem `conflict` if the account is the asking customer's own.
 * @throws DatabaseUnavailable if the directory of the shards is away
 */
export async function findHolder(
  customerId: string,
  number: string,
  { db }: Pick<Database, 'db'> = database(),
): Promise<Holder & { elsewhere?: Elsewhere }> {
  const query = db
    .select({ accountId: accounts.id, customerId: accounts.customerId, name: customers.name, number: accounts.number })
    .from(accounts)
    .innerJoin(customers, eq(customers.id, accounts.customerId))
  const [found] = await withDeadline(
    query.where(and(eq(accounts.number, number), eq(accounts.merchant, false))).limit(1),
  )
  const elsewhere = found ? null : await findElsewhere(number)
  if (elsewhere)
    return { accountId: elsewhere.accountId, name: elsewhere.holder, mask: maskOf(elsewhere.number), elsewhere }
  if (!found) throw new Refusal('account_not_found')
  if (found.customerId === customerId) {
    throw new Problem('conflict', { detail: 'This is your own account. It needs no payee: choose it under To.' })
  }
  return { accountId: found.accountId, name: found.name, mask: maskOf(found.number) }
}
