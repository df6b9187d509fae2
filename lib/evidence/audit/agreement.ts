import { NEW, type Rule } from '@/db/checked-to'

/** The member that describe_event() writes into the event of a transfer. */
const POSTED = `jsonb_strip_nulls(jsonb_build_object('key', t.idempotency_key, 'debtorAccountId', t.debtor_account_id,
  'creditorAccountId', t.creditor_account_id, 'amountMinor', t.amount_minor::text, 'currency', t.currency, 'memo', t.memo))`

/** A member of a mandate's constraint, as it was shown. */
const constraint = (type: string, member: string) =>
  `jsonb_path_query_first(a.details, '$.constraints[*] ? (@.type == "payment.${type}").${member}') #>> '{}'`
/** An amount of a mandate in minor units, as it was shown: `200.00 USD a week`. */
const shownMinor = (member: string) => `replace(split_part(a.details ->> '${member}', ' ', 1), '.', '')::numeric`

/** Raised without an event, a mandate that is in force may pay more at any time: each is read in every check. */
const IN_FORCE = 'mandates AS (SELECT * FROM mandates WHERE revoked_at IS NULL AND valid_until > now())'

/** The kinds of event that are a state of an approval. Other kinds may concern an approval without moving it. */
const STEP = `(SELECT 'approval.' || from_status FROM approval_moves UNION SELECT 'approval.' || to_status FROM approval_moves)`

/** Each customer's last event of some kinds, by its place in the chain. */
const lastOf = (kinds: string) => `(SELECT DISTINCT ON (e.customer_id) e.customer_id, e.kind, e.data
  FROM audit_events e JOIN audit_chain l ON l.event_sequence = e.sequence WHERE e.kind IN (${kinds})
  ORDER BY e.customer_id, l.position DESC)`

/** The customers whom new events of these kinds concern, and the new events. */
const lately = (kinds: string) => [
  `customers AS (SELECT * FROM customers WHERE id IN (SELECT customer_id FROM new_events WHERE kind IN (${kinds})))`,
  NEW.events,
]

/**
 * The rules by which the audit log and the book agree. Each query lists the rows that break its rule. A chain that was
 * shortened and given a matching head looks sound by itself, but the book still holds what it lacks, so these rules
 * find it. Events that are older than the chain are excused from members that they lack.
 */
export const AGREEMENT: Record<string, Rule> = {
  'every event is in a chain': {
    since: [NEW.events],
    broken: `
    SELECT e.sequence, e.customer_id FROM audit_events e LEFT JOIN audit_chain c ON c.event_sequence = e.sequence
    WHERE c.event_sequence IS NULL`,
  },
  'every transfer has its one event': {
    since: [NEW.transfers],
    broken: `
    SELECT t.id, count(e.sequence) AS events
    FROM transfers t LEFT JOIN audit_events e ON e.transfer_id = t.id AND e.kind = 'transfer.posted'
    WHERE t.authority <> 'opening' OR NOT ARRAY[t.debtor_account_id, t.creditor_account_id] && ARRAY(SELECT id FROM accounts WHERE type = 'system')
    GROUP BY t.id HAVING count(e.sequence) <> 1`,
  },
  'agents are frozen where the last word says so': {
    since: lately("'agents.frozen', 'agents.thawed'"),
    broken: `
    SELECT c.id, c.agent_transfers_frozen_at, last.kind FROM customers c
    LEFT JOIN ${lastOf("'agents.frozen', 'agents.thawed'")} last ON last.customer_id = c.id
    WHERE (c.agent_transfers_frozen_at IS NOT NULL) <> (last.kind IS NOT DISTINCT FROM 'agents.frozen')`,
  },
  "a customer's phone is asked as the last change says": {
    since: lately("'confirmation.changed'"),
    broken: `
    SELECT c.id, c.phone_confirmation, last.data -> 'now' AS now FROM customers c
    LEFT JOIN ${lastOf("'confirmation.changed'")} last ON last.customer_id = c.id
    WHERE c.phone_confirmation IS DISTINCT FROM last.data -> 'now'`,
  },
  'a transfer is what its event says': {
    since: [NEW.events],
    broken: `
    SELECT e.sequence, e.transfer_id FROM audit_events e LEFT JOIN transfers t ON t.id = e.transfer_id
    WHERE e.kind = 'transfer.posted' AND (t.id IS NULL OR e.customer_id <> t.customer_id
      OR e.data ->> 'authority' IS DISTINCT FROM t.authority
      OR e.approval_id <> t.idempotency_key
      OR e.data -> 'posted' <> ${POSTED})`,
  },
  'every approval was asked for once, as it stands': {
    since: [NEW.approvals],
    broken: `
    SELECT a.id, count(e.sequence) AS events
    FROM approvals a LEFT JOIN audit_events e ON e.approval_id = a.id AND e.kind = 'approval.requested'
      AND e.customer_id = a.customer_id AND e.data -> 'shown' = a.details AND e.data -> 'payment' IS NOT DISTINCT FROM a.payment
      AND e.data ->> 'chatId' IS NOT DISTINCT FROM a.chat_id::text AND e.data ->> 'toolCallId' IS NOT DISTINCT FROM a.tool_call_id
      AND (NOT e.data ? 'bindingMessage' OR (e.data ->> 'bindingMessage', e.data ->> 'displayedHash')
        IS NOT DISTINCT FROM (a.binding_message, a.displayed_hash))
    GROUP BY a.id HAVING count(e.sequence) <> 1`,
  },
  'an approval is for what was shown': {
    since: [NEW.approvals],
    broken: `
    SELECT a.id FROM approvals a CROSS JOIN LATERAL (SELECT coalesce(a.payment, a.details) AS paid) p WHERE a.details ->> 'identifier' <> a.id::text OR a.kind = 'transfer' AND (p.paid ->> 'identifier', p.paid #>> '{debtorAccount,id}', p.paid #>> '{creditorAccount,id}',
        replace(p.paid #>> '{instructedAmount,amount}', '.', '')::numeric, p.paid #>> '{instructedAmount,currency}',
        p.paid ->> 'remittanceInformationUnstructured')
      IS DISTINCT FROM (a.id::text, a.debtor_account_id::text, a.creditor_account_id::text, a.amount_minor::numeric, a.currency, a.memo)`,
  },
  'a mandate that began is what was shown': {
    since: [IN_FORCE],
    broken: `
    SELECT m.id FROM mandates m JOIN approvals a ON a.id = m.id
    WHERE m.activated_at IS NOT NULL AND (a.details ->> 'agentClientId', (a.details ->> 'exp')::numeric,
        ${shownMinor('atMostAtOnce')}, ${shownMinor('atMostInAll')},
        ${constraint('agent_recurrence', 'frequency')}, ${constraint('budget', 'currency')},
        ${constraint('allowed_payment_instruments', 'allowed[0].id')},
        jsonb_path_query_array(a.details, '$.constraints[*] ? (@.type == "payment.allowed_payees").allowed[*].id'))
      IS DISTINCT FROM (m.agent, floor(extract(epoch FROM m.valid_until)), m.max_per_transfer_minor::numeric, m.max_per_period_minor::numeric,
        CASE m.period WHEN 'day' THEN 'DAILY' WHEN 'week' THEN 'WEEKLY' ELSE 'MONTHLY' END, m.currency, m.debtor_account_id::text,
        to_jsonb(m.creditor_account_ids))`,
  },
  'an approval stands where its last event left it': {
    since: [NEW.approvals],
    broken: `
    SELECT a.id, a.status, last.kind FROM approvals a LEFT JOIN LATERAL (
      SELECT e.* FROM audit_events e WHERE e.approval_id = a.id AND e.kind IN ${STEP} ORDER BY e.sequence DESC LIMIT 1) last ON true
    WHERE last.kind IS DISTINCT FROM 'approval.' || a.status OR last.customer_id <> a.customer_id
      OR last.transfer_id IS DISTINCT FROM a.transfer_id
      OR (a.status IN ('failed', 'denied', 'cancelled') AND last.data ->> 'reason' IS DISTINCT FROM a.reason)`,
  },
  'an approval took only allowed steps': {
    since: [`audit_events AS (SELECT * FROM audit_events WHERE approval_id IN (SELECT approval_id FROM new_events))`],
    broken: `
    SELECT s.approval_id, s.before, s.kind FROM (
      SELECT e.approval_id, e.kind, lag(e.kind) OVER (PARTITION BY e.approval_id ORDER BY e.sequence) AS before
      FROM audit_events e WHERE e.kind IN ${STEP}) s
    WHERE CASE WHEN s.before IS NULL THEN s.kind <> 'approval.requested' ELSE NOT EXISTS (
      SELECT FROM approval_moves m WHERE 'approval.' || m.from_status = s.before AND 'approval.' || m.to_status = s.kind) END`,
  },
  'every step is one of an approval': {
    since: [NEW.events],
    broken: `
    SELECT e.sequence, e.approval_id FROM audit_events e LEFT JOIN approvals a ON a.id = e.approval_id
    WHERE e.kind IN ${STEP} AND a.id IS NULL`,
  },
}
