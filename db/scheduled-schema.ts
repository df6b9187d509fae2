import { sql } from 'drizzle-orm'
import { check, date, index, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { accounts, approvals, customers, instant, money, transfers } from './schema'

/** What a customer has ordered in the portal for a day to come, or again and again. Each day is one transfer of its own. */
export const scheduledTransfers = pgTable(
  'scheduled_transfers',
  {
    id: uuid('id').primaryKey(),
    customerId: uuid('customer_id')
      .notNull()
      .references(() => customers.id),
    debtorAccountId: uuid('debtor_account_id')
      .notNull()
      .references(() => accounts.id),
    creditorAccountId: uuid('creditor_account_id')
      .notNull()
      .references(() => accounts.id),
    amountMinor: money('amount_minor').notNull(),
    currency: text('currency').notNull(),
    memo: text('memo'),
    startsOn: date('starts_on').notNull(),
    /** Null for once. */
    every: text('every', { enum: ['week', 'month'] }),
    endsOn: date('ends_on'),
    /** The zone in which its days begin (IANA): the customer's when it was ordered. */
    timeZone: text('time_zone').notNull(),
    status: text('status', { enum: ['active', 'paused', 'done', 'cancelled'] })
      .notNull()
      .default('active'),
    /** The next day; null once there is none. */
    nextOn: date('next_on'),
    /** When to look at it next: the beginning of that day, or later where something was in the way. */
    lookAfter: instant('look_after'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    index('scheduled_transfers_customer').on(t.customerId, t.createdAt),
    index('scheduled_transfers_due').on(t.lookAfter).where(sql`${t.status} = 'active'`),
    check('scheduled_transfers_amount', sql`${t.amountMinor} > 0`),
    check('scheduled_transfers_every', sql`${t.every} IN ('week', 'month')`),
    check('scheduled_transfers_status', sql`${t.status} IN ('active', 'paused', 'done', 'cancelled')`),
    check(
      'scheduled_transfers_next',
      sql`(${t.status} IN ('active', 'paused')) = (${t.nextOn} IS NOT NULL) AND (${t.nextOn} IS NULL) = (${t.lookAfter} IS NULL)`,
    ),
  ],
)

/** What became of each day of a scheduled transfer: finish_scheduled writes it once. */
export const scheduledRuns = pgTable(
  'scheduled_runs',
  {
    scheduledId: uuid('scheduled_id')
      .notNull()
      .references(() => scheduledTransfers.id),
    dueOn: date('due_on').notNull(),
    outcome: text('outcome', { enum: ['posted', 'asked', 'skipped'] }).notNull(),
    /** Why it was skipped: a code of the bank's rules. */
    reason: text('reason'),
    /** With `limit_exceeded`: which limit, as refuse_limit tells it. */
    reachedLimit: jsonb('reached_limit'),
    transferId: uuid('transfer_id').references(() => transfers.id),
    /** Where the phone was asked; how that ended is the approval's state. */
    approvalId: uuid('approval_id').references(() => approvals.id),
    at: instant('at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.scheduledId, t.dueOn] }),
    check(
      'scheduled_runs_outcome',
      sql`CASE ${t.outcome} WHEN 'posted' THEN ${t.transferId} IS NOT NULL WHEN 'asked' THEN ${t.approvalId} IS NOT NULL
        WHEN 'skipped' THEN ${t.reason} IS NOT NULL ELSE false END`,
    ),
  ],
)
