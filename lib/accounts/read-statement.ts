import { and, desc, eq, lt, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { type Database, database, withDeadline } from '@/db/client'
import { accounts, customers, entries, transfers } from '@/db/schema'
import { toDecimal } from '@/lib/transfers/money'
import { findAccount } from './list-accounts'
import { maskOf } from './mask'
import { cursorAt, type StatementPage } from './statement-page'

/** One line of a statement. `amount` is signed, seen from the account; `balanceAfter` is the balance it left. */
export interface Transaction {
  id: string
  transferId: string
  amount: string
  balanceAfter: string
  description: string
  /** The other side: an own account with its mask, or the name of its holder; null if it is the bank itself. */
  counterparty: string | null
  createdAt: string
}

export interface Statement {
  transactions: Transaction[]
  /** Where the next page begins; null on the last. */
  nextCursor: string | null
}

/**
 * A page of one account's transactions, newest first.
 * @throws Refusal `account_not_found` unless the account is the customer's.
 */
export async function readStatement(
  customerId: string,
  accountId: string,
  { before, limit }: StatementPage,
  { db }: Pick<Database, 'db'> = database(),
): Promise<Statement> {
  const account = await findAccount(customerId, accountId, { db })
  const inPage = and(eq(entries.accountId, account.id), before === null ? undefined : lt(entries.sequence, before))
  // One more than asked for tells whether there is a next page.
  const rows = await withDeadline(
    linesOf(db)
      .where(inPage)
      .orderBy(desc(entries.sequence))
      .limit(limit + 1),
  )
  const lines = rows.slice(0, limit)
  const last = lines.at(-1)
  return {
    transactions: lines.map((line) => asTransaction(line, customerId, account.currency)),
    nextCursor: last && rows.length > limit ? cursorAt(last.sequence) : null,
  }
}

const other = alias(accounts, 'other')

function linesOf(db: Database['db']) {
  const otherSide = sql`CASE WHEN ${transfers.debtorAccountId} = ${entries.accountId}
    THEN ${transfers.creditorAccountId} ELSE ${transfers.debtorAccountId} END`
  return db
    .select({
      sequence: entries.sequence,
      id: entries.id,
      transferId: entries.transferId,
      amountMinor: entries.amountMinor,
      balanceAfterMinor: entries.balanceAfterMinor,
      createdAt: entries.createdAt,
      memo: transfers.memo,
      otherName: other.name,
      otherNumber: other.number,
      otherCustomerId: other.customerId,
      holder: customers.name,
    })
    .from(entries)
    .innerJoin(transfers, eq(transfers.id, entries.transferId))
    .innerJoin(other, eq(other.id, otherSide))
    .leftJoin(customers, eq(customers.id, other.customerId))
    .$dynamic()
}

type Line = Awaited<ReturnType<typeof linesOf>>[number]

function asTransaction(line: Line, customerId: string, currency: string): Transaction {
  const counterparty = counterpartyOf(line, customerId)
  return {
    id: line.id,
    transferId: line.transferId,
    amount: toDecimal(line.amountMinor, currency),
    balanceAfter: toDecimal(line.balanceAfterMinor, currency),
    description: line.memo ?? directionOf(line.amountMinor, counterparty),
    counterparty,
    createdAt: line.createdAt.toISOString(),
  }
}

function counterpartyOf({ otherCustomerId, otherName, otherNumber, holder }: Line, customerId: string): string | null {
  if (otherCustomerId === customerId) return `${otherName} ${maskOf(otherNumber)}`
  return holder
}

function directionOf(amountMinor: bigint, counterparty: string | null): string {
  if (counterparty === null) return 'Booked by the bank'
  return amountMinor < 0n ? `Transfer to ${counterparty}` : `Transfer from ${counterparty}`
}
