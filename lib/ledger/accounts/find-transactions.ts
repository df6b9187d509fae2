import { and, desc, eq, lt, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { customers, entries, transfers } from '@/db/schema'
import { outbox } from '@/db/shard-schema'
import { toDecimal } from '@/lib/ledger/amounts/money'
import { currencyCode, decimalAmount } from '@/lib/ledger/amounts/shown-amount'
import { type Database, database, withDeadline } from '@/lib/platform/database/client'
import { nextCursor } from '@/lib/platform/http/list-page'
import { uuid } from '@/lib/platform/text/uuid'
import { instant } from '@/lib/platform/time/instant'
import { conditionFor, counterpartyFor, descriptionFor, other, otherSide } from './transaction-conditions'
import { cursorAt } from './transaction-cursor'
import type { TransactionPage } from './transaction-filter'
import { currenciesIn, isInScope, own, type TransactionScope } from './transaction-scope'

/** One line of the book. `amount` is signed, seen from the account; `balanceAfter` is the balance it left. */
export const transaction = z.strictObject({
  id: uuid,
  transferId: uuid,
  accountId: uuid,
  currency: currencyCode,
  amount: decimalAmount.describe('signed, seen from the account'),
  balanceAfter: decimalAmount,
  description: z.string(),
  counterparty: z
    .string()
    .nullable()
    .describe('the other side: an own account with its mask, or the name of its holder; null if it is the bank itself'),
  authority: z
    .enum(['session', 'approval', 'session+approval', 'mandate', 'opening', 'clearing'])
    .describe(
      "who said that money may move: the customer's session, an approval, both, a mandate that stands without asking, the bank that opened the account, or its clearing between shards",
    ),
  createdAt: instant,
  arriving: z
    .literal(true)
    .optional()
    .describe('the money has left and is on its way to a payee of another shard; it arrives, or comes back, by itself'),
})

export type Transaction = z.output<typeof transaction>

export const transactions = z.strictObject({ transactions: z.array(transaction), nextCursor })

export type Transactions = z.output<typeof transactions>

/**
 * The one search over transactions: a page of those that the filter wants, newest first in the order of the book, over
 * the whole history of one own account or of all of them.
 * @throws Refusal `account_not_found` unless the account is the customer's.
 */
export async function findTransactions(
  scope: TransactionScope,
  { before, limit, filter }: TransactionPage,
  { db }: Pick<Database, 'db'> = database(),
): Promise<Transactions> {
  const currencies = await currenciesIn(scope, { db })
  const inPage = before === null ? undefined : lt(entries.sequence, before)
  // Each account's lines by its own index: in the order of the whole book, one customer's are far apart.
  const lines = linesOf(scope.customerId, db)
    .where(and(eq(entries.accountId, own.id), inPage, conditionFor(scope, filter, currencies)))
    .orderBy(desc(entries.sequence))
    // One more than asked for tells whether there is a next page.
    .limit(limit + 1)
    .as('lines')
  const query = db.select().from(own).crossJoinLateral(lines).where(isInScope(scope))
  const rows = await withDeadline(query.orderBy(desc(lines.sequence)).limit(limit + 1))
  const shown = rows.slice(0, limit).map(({ lines }) => lines)
  const last = shown.at(-1)
  return {
    transactions: shown.map(asTransaction),
    nextCursor: last && rows.length > limit ? cursorAt(last.sequence) : null,
  }
}

function linesOf(customerId: string, db: Database['db']) {
  return db
    .select({
      sequence: entries.sequence,
      id: entries.id,
      transferId: entries.transferId,
      accountId: entries.accountId,
      currency: transfers.currency,
      amountMinor: entries.amountMinor,
      balanceAfterMinor: entries.balanceAfterMinor,
      createdAt: entries.createdAt,
      authority: transfers.authority,
      description: descriptionFor(customerId).as('description'),
      counterparty: counterpartyFor(customerId).as('counterparty'),
      arriving: isArriving.as('arriving'),
    })
    .from(entries)
    .innerJoin(transfers, eq(transfers.id, entries.transferId))
    .innerJoin(other, eq(other.id, otherSide))
    .leftJoin(customers, eq(customers.id, other.customerId))
}

/** Only a line whose other side is on another shard has anything to look up (db/shard-schema.ts). */
const isArriving: SQL<boolean> = sql`${other.shard} IS NOT NULL AND EXISTS (
  SELECT FROM ${outbox} sent WHERE sent.transfer_id = ${transfers.id} AND sent.state = 'posted')`

type Line = Awaited<ReturnType<typeof linesOf>>[number]

function asTransaction({ sequence, amountMinor, balanceAfterMinor, createdAt, arriving, ...line }: Line): Transaction {
  return {
    ...line,
    amount: toDecimal(amountMinor, line.currency),
    balanceAfter: toDecimal(balanceAfterMinor, line.currency),
    createdAt: createdAt.toISOString(),
    ...(arriving && { arriving: true }),
  }
}
