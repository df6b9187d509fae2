import { sql } from 'drizzle-orm'
import {
  bigint,
  check,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'

// Amounts are integer minor units of the account's currency, everywhere and always: `…Minor` is never a decimal.
// What must hold between these tables (postings, holds, allowed moves) is in migrations/0001_ledger.sql and, newer,
// 0004_approval_rules.sql.

const money = (name: string) => bigint(name, { mode: 'bigint' })
/** A moment to the millisecond, in UTC. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date', precision: 3 })

/** A person who banks here. `subject` is the tenant's `sub`, the only thing a customer is known by. */
export const customers = pgTable('customers', {
  id: uuid('id').primaryKey(),
  subject: text('subject').notNull().unique(),
  name: text('name').notNull(),
  email: text('email'),
  /** Since when agents may not move this customer's money; null while they may, with an approval. */
  agentTransfersFrozenAt: instant('agent_transfers_frozen_at'),
  /** The last time they were frozen: a token from before it is good for nothing new, also after a thaw. */
  agentTokensNotBefore: instant('agent_tokens_not_before'),
  createdAt: instant('created_at').notNull().defaultNow(),
})

/** `balance - held >= floor` always; a system account has neither customer nor floor and balances all others. */
export const accounts = pgTable(
  'accounts',
  {
    id: uuid('id').primaryKey(),
    customerId: uuid('customer_id').references(() => customers.id),
    name: text('name').notNull(),
    type: text('type', { enum: ['checking', 'savings', 'credit', 'system'] }).notNull(),
    number: text('number').notNull().unique(),
    currency: text('currency').notNull(),
    status: text('status', { enum: ['active', 'frozen', 'closed'] }).notNull(),
    balanceMinor: money('balance_minor').notNull().default(sql`0`),
    heldMinor: money('held_minor').notNull().default(sql`0`),
    floorMinor: money('floor_minor'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    index('accounts_customer').on(t.customerId),
    check('accounts_held', sql`${t.heldMinor} >= 0`),
    check('accounts_floor', sql`${t.floorMinor} IS NULL OR ${t.balanceMinor} - ${t.heldMinor} >= ${t.floorMinor}`),
    check('accounts_system', sql`(${t.type} = 'system') = (${t.customerId} IS NULL)`),
    // An account without a floor could be overdrawn without end.
    check('accounts_system_floor', sql`(${t.type} = 'system') = (${t.floorMinor} IS NULL)`),
  ],
)

/** An account of somebody else that a customer may pay. The name shown for it is the holder's, from the ledger. */
export const payees = pgTable(
  'payees',
  {
    id: uuid('id').primaryKey(),
    customerId: uuid('customer_id')
      .notNull()
      .references(() => customers.id),
    accountId: uuid('account_id')
      .notNull()
      .references(() => accounts.id),
    nickname: text('nickname'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [unique('payees_once').on(t.customerId, t.accountId)],
)

/** One movement of money. The unique key is what makes a repeated order, or a repeated approval, harmless. */
export const transfers = pgTable(
  'transfers',
  {
    id: uuid('id').primaryKey(),
    customerId: uuid('customer_id').notNull(),
    idempotencyKey: uuid('idempotency_key').notNull(),
    bodyDigest: text('body_digest').notNull(),
    // Their foreign keys are deferred (0001_ledger.sql), so that an unknown account is refused by the rules.
    debtorAccountId: uuid('debtor_account_id').notNull(),
    creditorAccountId: uuid('creditor_account_id').notNull(),
    amountMinor: money('amount_minor').notNull(),
    currency: text('currency').notNull(),
    memo: text('memo'),
    authority: text('authority', { enum: ['session', 'approval', 'opening'] }).notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    unique('transfers_idempotency').on(t.customerId, t.idempotencyKey),
    check('transfers_amount', sql`${t.amountMinor} > 0`),
    check('transfers_accounts', sql`${t.debtorAccountId} <> ${t.creditorAccountId}`),
  ],
)

/** The append-only book: two signed entries a transfer, which sum to zero. */
export const entries = pgTable(
  'entries',
  {
    sequence: bigint('sequence', { mode: 'bigint' }).generatedAlwaysAsIdentity().primaryKey(),
    id: uuid('id').notNull().unique(),
    transferId: uuid('transfer_id')
      .notNull()
      .references(() => transfers.id),
    accountId: uuid('account_id')
      .notNull()
      .references(() => accounts.id),
    amountMinor: money('amount_minor').notNull(),
    balanceAfterMinor: money('balance_after_minor').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [index('entries_account').on(t.accountId, t.sequence), index('entries_transfer').on(t.transferId)],
)

/** What a customer has moved, or holds for approval, on one UTC day: the row that serialises the daily limit. */
export const dailyTotals = pgTable(
  'daily_totals',
  {
    customerId: uuid('customer_id').notNull(),
    day: date('day').notNull(),
    currency: text('currency').notNull(),
    totalMinor: money('total_minor').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.customerId, t.day, t.currency] }),
    check('daily_totals_sign', sql`${t.totalMinor} >= 0`),
  ],
)

/** A transfer that an agent asked for and the customer decides on. Its id is the transfer's idempotency key. */
export const approvals = pgTable(
  'approvals',
  {
    id: uuid('id').primaryKey(),
    customerId: uuid('customer_id')
      .notNull()
      .references(() => customers.id),
    chatId: uuid('chat_id'),
    toolCallId: text('tool_call_id'),
    debtorAccountId: uuid('debtor_account_id')
      .notNull()
      .references(() => accounts.id),
    creditorAccountId: uuid('creditor_account_id')
      .notNull()
      .references(() => accounts.id),
    amountMinor: money('amount_minor').notNull(),
    currency: text('currency').notNull(),
    memo: text('memo'),
    bindingMessage: text('binding_message').notNull(),
    details: jsonb('details').notNull(),
    /** SHA-256 (base64url) of the document that the phone is asked to show; null in rows from before it was kept. */
    displayedHash: text('displayed_hash'),
    /** What the customer should look at twice: a new payee, a name that resembles another's. */
    marks: jsonb('marks').notNull().default(sql`'[]'::jsonb`),
    status: text('status').notNull().default('requested'),
    reason: text('reason'),
    /** The UTC day whose limit this approval reserves. */
    reservedOn: date('reserved_on').notNull(),
    /** The tenant's handle for the request, sealed: whoever holds it could collect the token. */
    sealedAuthReqId: text('sealed_auth_req_id'),
    intervalSeconds: integer('interval_seconds'),
    /** SHA-256 of the token's signed part, so that a token without details finds its approval; never the token. */
    tokenDigest: text('token_digest').unique(),
    transferId: uuid('transfer_id').references(() => transfers.id),
    leaseOwner: uuid('lease_owner'),
    leaseUntil: instant('lease_until'),
    fence: bigint('fence', { mode: 'bigint' }).notNull().default(sql`0`),
    createdAt: instant('created_at').notNull().defaultNow(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [
    index('approvals_customer').on(t.customerId, t.createdAt),
    index('approvals_open').on(t.leaseUntil).where(sql`${t.status} IN ('requested', 'pending', 'approved')`),
    check('approvals_amount', sql`${t.amountMinor} > 0`),
    check('approvals_posted', sql`(${t.status} = 'posted') = (${t.transferId} IS NOT NULL)`),
  ],
)

/** The moves an approval may make; a trigger asks it, and a test holds it against lib/approvals/approval-states.ts. */
export const approvalMoves = pgTable(
  'approval_moves',
  { from: text('from_status').notNull(), to: text('to_status').notNull() },
  (t) => [primaryKey({ columns: [t.from, t.to] })],
)

/** What happened, in order, for whom, on whose authority. Append-only like the entries. */
export const auditEvents = pgTable(
  'audit_events',
  {
    sequence: bigint('sequence', { mode: 'bigint' }).generatedAlwaysAsIdentity().primaryKey(),
    at: instant('at').notNull().defaultNow(),
    customerId: uuid('customer_id').notNull(),
    kind: text('kind').notNull(),
    approvalId: uuid('approval_id'),
    transferId: uuid('transfer_id'),
    data: jsonb('data').notNull().default(sql`'{}'::jsonb`),
  },
  (t) => [index('audit_events_approval').on(t.approvalId), index('audit_events_transfer').on(t.transferId)],
)

/** The audit events of one customer as a chain: each link's hash covers its event and the link before it. */
export const auditChain = pgTable(
  'audit_chain',
  {
    customerId: uuid('customer_id').notNull(),
    position: bigint('position', { mode: 'bigint' }).notNull(),
    eventSequence: bigint('event_sequence', { mode: 'bigint' }).notNull().unique(),
    hash: text('hash').notNull(),
  },
  (t) => [primaryKey({ columns: [t.customerId, t.position] })],
)

/** Where each customer's chain ends, so that a chain that was cut short shows. */
export const auditHeads = pgTable('audit_heads', {
  customerId: uuid('customer_id').primaryKey(),
  position: bigint('position', { mode: 'bigint' }).notNull(),
  hash: text('hash').notNull(),
})

/** DPoP proofs seen (RFC 9449 section 11.1), so that none counts twice; replicas share it. */
export const dpopProofs = pgTable(
  'dpop_proofs',
  {
    thumbprint: text('thumbprint').notNull(),
    jti: text('jti').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.thumbprint, t.jti] }), index('dpop_proofs_expiry').on(t.expiresAt)],
)

/** Writes counted per minute and subject (a customer, an address, an agent's client, a transfer); replicas share it. */
export const rateWindows = pgTable(
  'rate_windows',
  {
    subject: text('subject').notNull(),
    minute: instant('minute').notNull(),
    writes: integer('writes').notNull(),
  },
  (t) => [primaryKey({ columns: [t.subject, t.minute] })],
)
