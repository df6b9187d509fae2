import { sql } from 'drizzle-orm'
import { check, index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { accounts, approvals, customers, instant, money, transfers } from './schema'

/**
 * What an agent may move without asking the phone each time, as the customer approved it there. Its id is its approval's.
 * It is active from `activatedAt` until it is revoked or over; its uses are counted in mandate_uses.
 */
export const mandates = pgTable(
  'mandates',
  {
    id: uuid('id')
      .primaryKey()
      .references(() => approvals.id),
    customerId: uuid('customer_id')
      .notNull()
      .references(() => customers.id),
    /** `aiya`, or the client id of another agent; then the name and host that the customer was shown. */
    agent: text('agent').notNull(),
    agentName: text('agent_name'),
    agentHost: text('agent_host'),
    maxPerTransferMinor: money('max_per_transfer_minor').notNull(),
    maxPerPeriodMinor: money('max_per_period_minor').notNull(),
    period: text('period', { enum: ['day', 'week', 'month'] }).notNull(),
    currency: text('currency').notNull(),
    debtorAccountId: uuid('debtor_account_id')
      .notNull()
      .references(() => accounts.id),
    creditorAccountIds: uuid('creditor_account_ids').array().notNull(),
    validUntil: instant('valid_until').notNull(),
    activatedAt: instant('activated_at'),
    revokedAt: instant('revoked_at'),
    /** The device's answer (compact JWS) over the document that names every limit; null where the tenant keeps it. */
    signedAnswer: text('signed_answer'),
    /** The public key of that device (JWK), with which the answer verifies. */
    deviceKey: jsonb('device_key'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    index('mandates_customer').on(t.customerId, t.createdAt),
    index('mandates_in_force')
      .on(t.customerId, t.agent)
      .where(sql`${t.activatedAt} IS NOT NULL AND ${t.revokedAt} IS NULL`),
    check('mandates_amounts', sql`0 < ${t.maxPerTransferMinor} AND ${t.maxPerTransferMinor} <= ${t.maxPerPeriodMinor}`),
    check('mandates_period', sql`${t.period} IN ('day', 'week', 'month')`),
    check('mandates_creditors', sql`cardinality(${t.creditorAccountIds}) BETWEEN 1 AND 20`),
    check('mandates_signed', sql`(${t.signedAnswer} IS NULL) = (${t.deviceKey} IS NULL)`),
  ],
)

/** The transfers that were posted on a mandate. Append-only; take_mandate sums them up under the mandate's lock. */
export const mandateUses = pgTable(
  'mandate_uses',
  {
    transferId: uuid('transfer_id')
      .primaryKey()
      .references(() => transfers.id),
    mandateId: uuid('mandate_id')
      .notNull()
      .references(() => mandates.id),
    amountMinor: money('amount_minor').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [index('mandate_uses_period').on(t.mandateId, t.createdAt)],
)
