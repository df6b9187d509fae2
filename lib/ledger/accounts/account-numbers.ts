import { and, asc, eq, ne } from 'drizzle-orm'
import { accounts } from '@/db/schema'
import { type Database, database, withDeadline } from '@/lib/platform/database/client'

/** Full numbers of the customer's accounts, closed ones left out, so that the customer can give them to a payer. */
export async function accountNumbers(
  customerId: string,
  { db }: Pick<Database, 'db'> = database(),
): Promise<{ name: string; number: string }[]> {
  const own = and(eq(accounts.customerId, customerId), ne(accounts.status, 'closed'))
  const query = db.select({ name: accounts.name, number: accounts.number }).from(accounts).where(own)
  return withDeadline(query.orderBy(asc(accounts.createdAt), asc(accounts.name)))
}
