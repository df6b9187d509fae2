import { and, asc, eq, sql } from 'drizzle-orm'
import { accounts } from '@/db/schema'
import { Refusal } from '@/lib/ledger/refusal'
import { type Database, database, withDeadline } from '@/lib/platform/database/client'
import { uuid } from '@/lib/platform/text/uuid'
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
 * @throws Refusal `account_not_found` if the id is malformed, unknown or another customer's.
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

/** Active accounts first; among these checking, then savings, then credit. */
const useFirst = [
  sql`array_position(ARRAY['active', 'frozen', 'closed'], ${accounts.status})`,
  sql`array_position(ARRAY['checking', 'savings', 'credit'], ${accounts.type})`,
  asc(accounts.createdAt),
  asc(accounts.name),
]
