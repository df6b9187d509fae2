import { z } from 'zod'
import { type Database, withDeadline } from '@/lib/platform/database/client'
import { directory } from '@/lib/platform/database/directory'
import { uuid } from '@/lib/platform/text/uuid'

/** An account on another shard, as db/shards/directory.sql lists it. */
const listed = z.object({
  accountId: uuid,
  customerId: uuid,
  shard: z.string(),
  holder: z.string(),
  name: z.string(),
  number: z.string(),
  currency: z.string(),
})

export type Elsewhere = z.output<typeof listed>

/**
 * Looks an account's full number up in the directory of all shards; null where no shard has it, or the bank is one database.
 * @throws DatabaseUnavailable if the directory is away: nobody knows then whether the account exists
 */
export async function findElsewhere(number: string): Promise<Elsewhere | null> {
  const shards = directory()
  if (!shards) return null
  const [row] = await withDeadline(shards.sql<{ found: unknown }[]>`
    SELECT find_listed(p_number => ${number}) AS found`)
  return row?.found ? listed.parse(row.found) : null
}

/** Opens the account here that stands in for the other one (docs/decisions/061), so that it can be a payee's. Repeatable. */
export async function standIn(account: Elsewhere, { sql }: Pick<Database, 'sql'>): Promise<void> {
  await withDeadline(sql`
    SELECT stand_in_for(p_account => ${account.accountId}, p_customer => ${account.customerId}, p_shard => ${account.shard},
      p_holder => ${account.holder}, p_name => ${account.name}, p_number => ${account.number}, p_currency => ${account.currency})`)
}
