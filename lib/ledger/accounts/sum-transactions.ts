import { and, eq, sql } from 'drizzle-orm'
import { customers, entries, transfers } from '@/db/schema'
import { toDecimal } from '@/lib/ledger/amounts/money'
import { type Database, database, withDeadline } from '@/lib/platform/database/client'
import { conditionFor, other, otherSide } from './transaction-conditions'
import type { TransactionFilter } from './transaction-filter'
import { currenciesIn, isInScope, own, type TransactionScope } from './transaction-scope'

/**
 * Count and unsigned sum of the lines of one currency, direction and kind. A transfer between own accounts has a line
 * on each side and is neither spending nor income, so such lines are counted apart.
 */
export interface TransactionTotal {
  currency: string
  direction: 'in' | 'out'
  kind: 'with_others' | 'between_own_accounts' | 'booked_by_the_bank'
  count: number
  sum: string
}

/**
 * Counts and sums all lines that the filter wants, over the whole history; each line is in one total.
 * @throws Refusal `account_not_found` unless the account is the customer's.
 */
export async function sumTransactions(
  scope: TransactionScope,
  filter: TransactionFilter,
  { db }: Pick<Database, 'db'> = database(),
): Promise<TransactionTotal[]> {
  const currencies = await currenciesIn(scope, { db })
  const direction = sql<'in' | 'out'>`CASE WHEN ${entries.amountMinor} < 0 THEN 'out' ELSE 'in' END`
  const kind = sql<TransactionTotal['kind']>`CASE WHEN ${other.customerId} IS NULL THEN 'booked_by_the_bank'
    WHEN ${other.customerId} = ${own.customerId} THEN 'between_own_accounts' ELSE 'with_others' END`
  const query = db
    .select({
      currency: transfers.currency,
      direction,
      kind,
      count: sql`count(*)`.mapWith(Number),
      minor: sql`sum(abs(${entries.amountMinor}))::text`.mapWith(BigInt),
    })
    .from(own)
    .innerJoin(entries, eq(entries.accountId, own.id))
    .innerJoin(transfers, eq(transfers.id, entries.transferId))
    .innerJoin(other, eq(other.id, otherSide))
    .leftJoin(customers, eq(customers.id, other.customerId))
    .where(and(isInScope(scope), conditionFor(scope, filter, currencies)))
    .groupBy(sql`1, 2, 3`)
    .orderBy(sql`1, 2, 3`)
  const totals = await withDeadline(query)
  return totals.map(({ minor, ...total }) => ({ ...total, sum: toDecimal(minor, total.currency) }))
}
