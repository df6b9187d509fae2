import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { accounts, customers } from '@/db/schema'
import { Refusal } from '@/lib/ledger/refusal'
import { type Database, database, withDeadline } from '@/lib/platform/database/client'
import { uuid } from '@/lib/platform/text/uuid'

/** What a payer needs to know of an account. */
export const accountDetails = z.strictObject({ holder: z.string(), number: z.string().describe('in full') })

export type AccountDetails = z.output<typeof accountDetails>

/**
 * The holder and the full number of one of the customer's accounts.
 * @throws Refusal `account_not_found` if the id is malformed, unknown or another customer's.
 */
export async function readAccountDetails(
  customerId: string,
  accountId: string,
  { db }: Pick<Database, 'db'> = database(),
): Promise<AccountDetails> {
  const id = uuid.safeParse(accountId)
  if (!id.success) throw new Refusal('account_not_found')
  const own = and(eq(accounts.id, id.data), eq(accounts.customerId, customerId))
  const query = db
    .select({ holder: customers.name, number: accounts.number })
    .from(accounts)
    .innerJoin(customers, eq(customers.id, accounts.customerId))
  const [found] = await withDeadline(query.where(own).limit(1))
  if (!found) throw new Refusal('account_not_found')
  return found
}
