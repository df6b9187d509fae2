import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
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
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'

// Amounts are always integer minor units of the account's currency; `…Minor` is never a decimal.
// The rules between these tables (postings, holds, allowed moves) are in functions/, one SQL function a file.

export const money = (name: string) => bigint(name, { mode: 'bigint' })
/** A moment to the millisecond, in UTC. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date', precision: 3 })

/** A person who banks here. `subject` is the tenant's `sub`, by which alone the customer is recognised. */
export const customers = pgTable('customers', {
  id: uuid('id').primaryKey(),
  subject: text('subject').notNull().unique(),
  name: text('name').notNull(),
  email: text('email'),
  /** When the customer froze agents; null while agents may move money with an approval. */
  agentTransfersFrozenAt: instant('agent_transfers_frozen_at'),
  /** The time of the last freeze, or restore. A token issued before it posts nothing new, even after a thaw. */
  agentTokensNotBefore: instant('agent_tokens_not_before'),
  /** When the customer last let Aiya ask again. Prompts and noes are counted from this time. */
  askingResumedAt: instant('asking_resumed_at'),
  /** When a recovery code replaced the customer's devices; null once they have let agents ask again, or if none ever did. */
  phoneRecoveredAt: instant('phone_recovered_at'),
  /** When the portal asks the phone, as functions/set_confirmation.sql writes it; null where it never asks. */
  phoneConfirmation: jsonb('phone_confirmation'),
  createdAt: instant('created_at').notNull().defaultNow(),
})

/**
 * `balance - held >= floor` always. A system account has no customer and no floor, and balances all other accounts. An
 * `away` account stands in for the account of this id on another shard (shard-schema.ts), and has no floor either.
 */
export const accounts = pgTable(
  'accounts',
  {
    id: uuid('id').primaryKey(),
    customerId: uuid('customer_id').references(() => customers.id),
    name: text('name').notNull(),
    type: text('type', { enum: ['checking', 'savings', 'credit', 'system', 'away'] }).notNull(),
    number: text('number').notNull().unique(),
    currency: text('currency').notNull(),
    status: text('status', { enum: ['active', 'frozen', 'closed'] }).notNull(),
    balanceMinor: money('balance_minor').notNull().default(sql`0`),
    heldMinor: money('held_minor').notNull().default(sql`0`),
    floorMinor: money('floor_minor'),
    /** A business's account: any customer may pay it by an agent, and its holder may pay any customer's account. */
    merchant: boolean('merchant').notNull().default(false),
    createdAt: instant('created_at').notNull().defaultNow(),
    /** The shard where an `away` account is; null for all others. */
    shard: text('shard'),
  },
  (t) => [
    index('accounts_customer').on(t.customerId),
    check('accounts_held', sql`${t.heldMinor} >= 0`),
    check('accounts_floor', sql`${t.floorMinor} IS NULL OR ${t.balanceMinor} - ${t.heldMinor} >= ${t.floorMinor}`),
    // What belongs to an account's type is guarded in functions/guard_account.sql.
  ],
)

/** Another customer's account that a customer may pay. Its name on screen is the holder's, from the ledger. */
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

/** One movement of money. The unique key makes a repeated order, or a repeated approval, harmless. */
export const transfers = pgTable(
  'transfers',
  {
    id: uuid('id').primaryKey(),
    customerId: uuid('customer_id').notNull(),
    idempotencyKey: uuid('idempotency_key').notNull(),
    bodyDigest: text('body_digest').notNull(),
    // In place of foreign keys, both entries of the transfer are guarded (functions/guard_entries.sql).
    debtorAccountId: uuid('debtor_account_id').notNull(),
    creditorAccountId: uuid('creditor_account_id').notNull(),
    amountMinor: money('amount_minor').notNull(),
    currency: text('currency').notNull(),
    memo: text('memo'),
    authority: text('authority', {
      enum: ['session', 'approval', 'session+approval', 'mandate', 'opening', 'clearing'],
    }).notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    unique('transfers_idempotency').on(t.customerId, t.idempotencyKey),
    index('transfers_creditor').on(t.customerId, t.creditorAccountId),
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
    // functions/guard_entries.sql stands in the place of foreign keys.
    transferId: uuid('transfer_id').notNull(),
    accountId: uuid('account_id').notNull(),
    amountMinor: money('amount_minor').notNull(),
    balanceAfterMinor: money('balance_after_minor').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    // The time is in it because a question about some days passes over all other lines within the index.
    index('entries_account_times').on(t.accountId, t.sequence, t.createdAt),
    // One debit and one credit of each transfer, and never a third entry.
    uniqueIndex('entries_sides').on(t.transferId, sql`(${t.amountMinor} > 0)`),
  ],
)

/** What a customer has moved, or holds for approval, on one UTC day. The row's lock serialises the daily limit. */
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

/** A transfer that an agent or the customer asked for and the phone decides on. Its id is the idempotency key. */
export const approvals = pgTable(
  'approvals',
  {
    id: uuid('id').primaryKey(),
    customerId: uuid('customer_id')
      .notNull()
      .references(() => customers.id),
    /** A transfer (also for an order), an order without one, or a change: only the first has accounts and an amount. */
    kind: text('kind', { enum: ['transfer', 'order', 'confirmation', 'mandate'] })
      .notNull()
      .default('transfer'),
    /** For a change of the rule: the rule before it and the wanted one, in the form of the customer's row. */
    change: jsonb('change'),
    chatId: uuid('chat_id'),
    toolCallId: text('tool_call_id'),
    /** The answer of Aiya in which she asked. One answer may ring the phone only a few times. */
    turnId: uuid('turn_id'),
    /**
     * `aiya`, `portal` for the customer there, or an agent's client id; then the name and host that the customer was
     * shown.
     */
    agentClientId: text('agent_client_id').notNull().default('aiya'),
    agentName: text('agent_name'),
    agentHost: text('agent_host'),
    /** The name that an agent from outside, or the portal, gave the request. A repeated name means the same request. */
    requestId: uuid('request_id'),
    debtorAccountId: uuid('debtor_account_id').references(() => accounts.id),
    creditorAccountId: uuid('creditor_account_id').references(() => accounts.id),
    amountMinor: money('amount_minor'),
    currency: text('currency'),
    memo: text('memo'),
    bindingMessage: text('binding_message').notNull(),
    details: jsonb('details').notNull(),
    /** The `payment_initiation` that pays for the order in `details`; null where `details` is one, or nothing is paid. */
    payment: jsonb('payment'),
    /** SHA-256 (base64url) of the document that the phone is asked to show; null in rows older than the column. */
    displayedHash: text('displayed_hash'),
    /** The marks: a new payee, a name that resembles another's, a repeated order. */
    marks: jsonb('marks').notNull().default(sql`'[]'::jsonb`),
    status: text('status').notNull().default('requested'),
    reason: text('reason'),
    /** The UTC day on whose limit this approval counts. */
    reservedOn: date('reserved_on'),
    /** The tenant's handle for the request, sealed, because its holder could collect the token. */
    sealedAuthReqId: text('sealed_auth_req_id'),
    intervalSeconds: integer('interval_seconds'),
    /** SHA-256 of the token's signed part, by which a token without details finds its approval; never the token. */
    tokenDigest: text('token_digest').unique(),
    /** The mandate that stood for the phone's yes, if one did (mandate-schema.ts; the migration has the foreign key). */
    mandateId: uuid('mandate_id'),
    transferId: uuid('transfer_id').references(() => transfers.id),
    leaseOwner: uuid('lease_owner'),
    leaseUntil: instant('lease_until'),
    fence: bigint('fence', { mode: 'bigint' }).notNull().default(sql`0`),
    /** When to tell the local tenant next how this approval ended; null where nothing is left to tell. */
    tellTenantAfter: instant('tell_tenant_after'),
    createdAt: instant('created_at').notNull().defaultNow(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [
    index('approvals_customer').on(t.customerId, t.createdAt),
    unique('approvals_request').on(t.customerId, t.agentClientId, t.requestId),
    // Not indexed by the lease, which is renewed every few seconds: a column in no index is updated in place (HOT).
    index('approvals_open').on(t.customerId).where(sql`${t.status} IN ('requested', 'pending', 'approved')`),
    // For the search for untold outcomes, made by every replica once a second; nearly all are told.
    index('approvals_untold').on(t.tellTenantAfter).where(sql`${t.tellTenantAfter} IS NOT NULL`),
    check('approvals_payment', sql`${t.payment} IS NULL OR ${t.kind} = 'transfer'`),
    check('approvals_amount', sql`${t.amountMinor} > 0`),
    check('approvals_posted', sql`(${t.status} = 'posted' AND ${t.kind} = 'transfer') = (${t.transferId} IS NOT NULL)`),
    check(
      'approvals_kind',
      sql`num_nulls(${t.debtorAccountId}, ${t.creditorAccountId}, ${t.amountMinor}, ${t.currency}, ${t.reservedOn}) =
        CASE ${t.kind} WHEN 'transfer' THEN 0 ELSE 5 END AND (${t.kind} = 'confirmation') = (${t.change} IS NOT NULL)`,
    ),
  ],
)

/**
 * The moves of an approval, as guard_approval reads them. A test compares them with lib/approvals/approval-states.ts.
 */
export const approvalMoves = pgTable(
  'approval_moves',
  { from: text('from_status').notNull(), to: text('to_status').notNull() },
  (t) => [primaryKey({ columns: [t.from, t.to] })],
)

/** The events of each customer in order, each with what allowed it. Append-only, like the entries. */
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
  (t) => [
    index('audit_events_approval').on(t.approvalId),
    index('audit_events_transfer').on(t.transferId),
    // Starting points of a trail (lib/evidence/audit/trail.ts). Few events have these members, and the indexes hold
    // only those.
    index('audit_events_chat').on(sql`(${t.data} ->> 'chatId')`).where(sql`${t.data} ? 'chatId'`),
    index('audit_events_tool_call').on(sql`(${t.data} ->> 'toolCallId')`).where(sql`${t.data} ? 'toolCallId'`),
    index('audit_events_device').on(sql`(${t.data} #>> '{device,id}')`).where(sql`${t.data} ? 'device'`),
    index('audit_events_mandate').on(sql`(${t.data} ->> 'mandateId')`).where(sql`${t.data} ? 'mandateId'`),
    index('audit_events_agent_client').on(sql`(${t.data} ->> 'agentClientId')`).where(sql`${t.data} ? 'agentClientId'`),
  ],
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

/** The end of each customer's chain, by which a shortened chain is detected. */
export const auditHeads = pgTable('audit_heads', {
  customerId: uuid('customer_id').primaryKey(),
  position: bigint('position', { mode: 'bigint' }).notNull(),
  hash: text('hash').notNull(),
})
