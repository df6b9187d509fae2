import { and, eq, type SQL } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { accounts } from '@/db/schema'
import type { Currency } from '@/lib/ledger/amounts/money'
import { type Database, database } from '@/lib/platform/database/client'
import { findAccount, listAccounts } from './list-accounts'

/** Whose lines, of which account (null: of all own ones), and in which time zone (IANA) the filter's days begin. */
export interface TransactionScope {
  customerId: string
  accountId: string | null
  timeZone: string
}

/** The customer's account whose line it is. */
export const own = alias(accounts, 'own')

export function isInScope({ customerId, accountId }: TransactionScope): SQL | undefined {
  return and(eq(own.customerId, customerId), accountId === null ? undefined : eq(own.id, accountId))
}

/**
 * The currencies of the accounts in scope.
 * @throws Refusal `account_not_found` unless the account is the customer's.
 */
export async function currenciesIn(
  { customerId, accountId }: TransactionScope,
  { db }: Pick<Database, 'db'> = database(),
): Promise<Currency[]> {
  if (accountId !== null) return [(await findAccount(customerId, accountId, { db })).currency]
  const all = await listAccounts(customerId, { db })
  return [...new Set(all.map(({ currency }) => currency))]
}
