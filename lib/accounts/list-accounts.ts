import { and, asc, eq, sql } from 'drizzle-orm'
import { type Database, database, withDeadline } from '@/db/client'
import { accounts } from '@/db/schema'
import { uuid } from '@/lib/text/uuid'
import { Refusal } from '@/lib/transfers/refusal'
import { type Account, asAccount } from './account'

const shown = {
  id: accounts.id,
  name: accounts.name,
  type: accounts.type,
  number: accounts.number,
  currency: accounts.currency,
  status: accounts.status,
  balanceMinor: accounts.balanceMinor,
  heldMinor: accounts.heldMinor,
  floorMinor: accounts.floorMinor,
}

/** All accounts of the customer, frozen and closed ones too, those in use first. */
export async function listAccounts(customerId: string, { db }: Pick<Database, 'db'> = database()): Promise<Account[]> {
  const rows = await withDeadline(
    db
      .select(shown)
      .from(accounts)
      .where(eq(accounts.customerId, customerId))
      .orderBy(...useFirst),
  )
  return rows.map(asAccount)
}

/**
 * One account of the customer.
 * @throws Refusal `account_not_found` if there is none, or it is somebody else's, or the id is none at all.
 */
export async function findAccount(
  customerId: string,
  accountId: string,
  { db }: Pick<Database, 'db'> = database(),
): Promise<Account> {
  const id = uuid.safeParse(accountId)
  if (!id.success) throw new Refusal('account_not_found')
  const own = and(eq(accounts.id, id.data), eq(accounts.customerId, customerId))
  const [row] = await withDeadline(db.select(shown).from(accounts).where(own).limit(1))
  if (!row) throw new Refusal('account_not_found')
  return asAccount(row)
}

/** What can be used comes first, and what is used most before that. */
const useFirst = [
  sql`array_position(ARRAY['active', 'frozen', 'closed'], ${accounts.status})`,
  sql`array_position(ARRAY['checking', 'savings', 'credit'], ${accounts.type})`,
  asc(accounts.createdAt),
  asc(accounts.name),
]
