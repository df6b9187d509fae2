import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { instant, money, transfers } from './schema'

// What only a book that is one shard of several holds (docs/decisions/061). With one database these tables stay empty.

/** The name of this shard, in one row; no row in a book that is the whole bank. */
export const thisShard = pgTable(
  'this_shard',
  { only: boolean('only').primaryKey().default(true), name: text('name').notNull() },
  (t) => [check('this_shard_only', sql`${t.only}`)],
)

/** Transfers whose payee banks on another shard: posted here, and carried there as often as it takes. */
export const outbox = pgTable(
  'outbox',
  {
    transferId: uuid('transfer_id')
      .primaryKey()
      .references(() => transfers.id),
    /** Where the payee's account is. */
    shard: text('shard').notNull(),
    state: text('state', { enum: ['posted', 'arrived', 'returned'] })
      .notNull()
      .default('posted'),
    /** Why the other shard did not take it: a code. */
    reason: text('reason'),
    /** The transfer that brought the money back. */
    returnId: uuid('return_id').references(() => transfers.id),
    /** When to carry it next. While a process carries it, the end of its lease. */
    lookAfter: instant('look_after').notNull().defaultNow(),
    attempts: integer('attempts').notNull().default(0),
    settledAt: instant('settled_at'),
  },
  (t) => [
    index('outbox_waiting').on(t.shard, t.lookAfter).where(sql`${t.state} = 'posted'`),
    check(
      'outbox_state',
      sql`CASE ${t.state} WHEN 'posted' THEN num_nonnulls(${t.reason}, ${t.returnId}, ${t.settledAt}) = 0
        WHEN 'arrived' THEN ${t.settledAt} IS NOT NULL AND num_nonnulls(${t.reason}, ${t.returnId}) = 0
        WHEN 'returned' THEN num_nonnulls(${t.reason}, ${t.returnId}, ${t.settledAt}) = 3 ELSE false END`,
    ),
  ],
)

/** What this shard has answered to transfers of other shards: once for each, and for ever. */
export const inbox = pgTable(
  'inbox',
  {
    transferId: uuid('transfer_id').primaryKey(),
    /** Where it was posted. */
    shard: text('shard').notNull(),
    debtorAccountId: uuid('debtor_account_id').notNull(),
    creditorAccountId: uuid('creditor_account_id').notNull(),
    amountMinor: money('amount_minor').notNull(),
    currency: text('currency').notNull(),
    outcome: text('outcome', { enum: ['arrived', 'refused'] }).notNull(),
    /** Why it was refused: a code. */
    reason: text('reason'),
    answeredAt: instant('answered_at').notNull().defaultNow(),
  },
  (t) => [
    check(
      'inbox_outcome',
      sql`CASE ${t.outcome} WHEN 'arrived' THEN ${t.reason} IS NULL WHEN 'refused' THEN ${t.reason} IS NOT NULL ELSE false END`,
    ),
  ],
)
