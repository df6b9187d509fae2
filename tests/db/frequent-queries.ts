import { HEAVY } from './large-book'

const OPEN = "status IN ('requested', 'pending', 'approved')"
const ACCOUNT = '00000001-0000-7000-8000-000000000005'
const CHAT = '00000009-0000-7000-8000-00000000000a'
const APPROVAL = '00000008-0000-7000-8000-00000000000a'
const BOOK = 'transfers t ON t.id = e.transfer_id'

/** The statements that are made on a request, in a beat or by a sweep, and the index that each is to use. */
export const FREQUENT: [what: string, index: string, query: string][] = [
  ['a customer’s accounts', 'accounts_customer', `SELECT * FROM accounts WHERE customer_id = '${HEAVY}'`],
  [
    'a page of an account’s lines',
    'entries_account_times',
    `SELECT * FROM entries e JOIN ${BOOK} WHERE e.account_id = '${ACCOUNT}' AND e.sequence < 9000000 ORDER BY e.sequence DESC LIMIT 51`,
  ],
  [
    'the end of each of the last days',
    'entries_account_times',
    `SELECT l.* FROM accounts a CROSS JOIN LATERAL (
       SELECT DISTINCT ON (day) width_bucket(created_at, ARRAY[now() - interval '2 days', now() - interval '1 day']) AS day, balance_after_minor
       FROM (SELECT sequence, created_at, balance_after_minor FROM entries e WHERE e.account_id = a.id ORDER BY e.sequence DESC LIMIT 1000) newest
       ORDER BY day, sequence DESC) l
     WHERE a.customer_id = '${HEAVY}'`,
  ],
  [
    'an account’s lines of some days',
    'entries_account_times',
    `SELECT count(*), sum(e.amount_minor) FROM accounts a JOIN entries e ON e.account_id = a.id JOIN ${BOOK}
     WHERE a.customer_id = '${HEAVY}' AND e.created_at >= now() - interval '3 days' AND e.created_at < now() - interval '2 days'`,
  ],
  ['both entries of a transfer', 'entries_sides', `SELECT * FROM entries WHERE transfer_id = '${CHAT}'`],
  [
    'an order’s first transfer',
    'transfers_idempotency',
    `SELECT * FROM transfers WHERE customer_id = '${HEAVY}' AND idempotency_key = '${CHAT}'`,
  ],
  [
    'whom a customer has paid',
    'transfers_creditor',
    `SELECT EXISTS (SELECT FROM transfers t WHERE t.customer_id = p.customer_id AND t.creditor_account_id = p.account_id)
     FROM payees p WHERE p.customer_id = '${HEAVY}'`,
  ],
  [
    'the same order just before',
    'transfers_creditor',
    `SELECT created_at FROM transfers WHERE customer_id = '${HEAVY}' AND creditor_account_id = '${ACCOUNT}'
     AND created_at > now() - interval '10 minutes' ORDER BY created_at DESC LIMIT 1`,
  ],
  ['a customer’s payees', 'payees_once', `SELECT * FROM payees WHERE customer_id = '${HEAVY}'`],
  [
    'open approvals of a customer',
    'approvals_open',
    `SELECT count(*) FROM approvals WHERE customer_id = '${HEAVY}' AND ${OPEN}`,
  ],
  [
    'lapsed leases',
    'approvals_open',
    `SELECT id FROM approvals WHERE ${OPEN} AND lease_until < now() ORDER BY lease_until LIMIT 20`,
  ],
  [
    'a page of a customer’s approvals',
    'approvals_customer',
    `SELECT * FROM approvals WHERE customer_id = '${HEAVY}' ORDER BY created_at DESC, id DESC LIMIT 101`,
  ],
  [
    'prompts of the last hour',
    'approvals_customer',
    `SELECT count(*) FROM approvals WHERE customer_id = '${HEAVY}' AND created_at > now() - interval '1 hour'`,
  ],
  [
    'the approval of a token',
    'approvals_token_digest_unique',
    "SELECT * FROM approvals WHERE token_digest = 'token 7'",
  ],
  [
    'what the tenant is to be told',
    'approvals_untold',
    'SELECT id FROM approvals WHERE tell_tenant_after <= now() ORDER BY tell_tenant_after LIMIT 20',
  ],
  [
    'chats that are to be told',
    'approval_chats_untold',
    'SELECT w.chat_id FROM approval_chats w JOIN approvals p ON p.id = w.approval_id WHERE w.told_at IS NULL LIMIT 20',
  ],
  ['what goes with a deleted chat', 'approval_chats_chat', `DELETE FROM approval_chats WHERE chat_id = '${CHAT}'`],
  [
    'a customer’s chats',
    'chats_customer',
    `SELECT * FROM chats WHERE customer_id = '${HEAVY}' ORDER BY updated_at DESC, id DESC LIMIT 51`,
  ],
  [
    'a customer’s chats in which words stand',
    'messages_chat',
    `WITH looked AS (SELECT * FROM chats c WHERE c.customer_id = '${HEAVY}' ORDER BY c.updated_at DESC, c.id DESC LIMIT 100)
     SELECT l.id, l.title ~ ALL ('{a}'::text[]) OR EXISTS (
       SELECT FROM (SELECT parts FROM messages m WHERE m.chat_id = l.id ORDER BY m.sequence DESC LIMIT 200) n
       CROSS JOIN LATERAL jsonb_path_query(n.parts, '$[*] ? (@.type == "text").text') said
       WHERE said #>> '{}' ~ ALL ('{a}'::text[])) AS found
     FROM looked l ORDER BY l.updated_at DESC, l.id DESC`,
  ],
  [
    'the newest messages of a chat',
    'messages_chat',
    `SELECT * FROM messages WHERE chat_id = '${CHAT}' ORDER BY sequence DESC LIMIT 50`,
  ],
  ['a chat’s answers', 'answers_chat', `SELECT id FROM answers WHERE chat_id = '${CHAT}'`],
  [
    'answers that have died',
    'answers_running',
    'SELECT id FROM answers WHERE finished_at IS NULL AND alive_until < now()',
  ],
  [
    'answers that nobody follows',
    'answers_finished',
    `SELECT id FROM answers WHERE finished_at < now() - interval '1 year' ORDER BY finished_at LIMIT 20`,
  ],
  [
    'an answer’s chunks',
    'answer_chunks_answer_id_position_pk',
    `SELECT * FROM answer_chunks WHERE answer_id = '${CHAT}'`,
  ],
  ['a session by its cookie', 'sessions_cookie_hash_unique', "SELECT * FROM sessions WHERE cookie_hash = 'cookie 7'"],
  [
    'a customer’s sessions',
    'sessions_customer',
    `SELECT * FROM sessions WHERE customer_id = '00000000-0000-7000-8000-000000000005'`,
  ],
  ['the sessions of a sign-in', 'sessions_tenant', "DELETE FROM sessions WHERE tenant_sid = 'sid 7'"],
  ['sessions that are over', 'sessions_expiry', 'DELETE FROM sessions WHERE expires_at < now()'],
  ['proofs that are over', 'dpop_proofs_expiry', 'DELETE FROM dpop_proofs WHERE expires_at < now()'],
  [
    'the link that a data folder has seen',
    'audit_chain_event_sequence_unique',
    `SELECT FROM audit_chain WHERE event_sequence = 7 AND hash = md5('7')`,
  ],
  [
    'an approval’s trail',
    'audit_events_approval',
    `SELECT * FROM audit_events e LEFT JOIN audit_chain c ON c.event_sequence = e.sequence WHERE e.approval_id = '${APPROVAL}'`,
  ],
  ['a transfer’s trail', 'audit_events_transfer', `SELECT * FROM audit_events WHERE transfer_id = '${CHAT}'`],
  [
    'a device’s trail',
    'audit_events_device',
    `SELECT * FROM audit_events WHERE data ? 'device' AND data #>> '{device,id}' = 'd2'`,
  ],
  // The tenant's.
  [
    'what waits for a phone',
    'approvals_waiting',
    `SELECT * FROM tenant.approvals WHERE sub = 'many|1' AND decision IS NULL AND outcome IS NULL AND expires_at > now()`,
  ],
  [
    'what a phone has seen before',
    'approvals_history',
    `SELECT id FROM tenant.approvals WHERE sub = 'many|1' AND (decision IS NOT NULL OR outcome IS NOT NULL OR expires_at <= now())
     ORDER BY coalesce(decided_at, outcome_at, expires_at) DESC LIMIT 20`,
  ],
  [
    'what a customer has refused',
    'approvals_refused',
    `SELECT details FROM tenant.approvals WHERE sub = 'many|1' AND decision = 'denied' AND decided_at > now() - interval '1 day'
     ORDER BY decided_at DESC`,
  ],
  [
    'whom a customer has said yes to',
    'approvals_by_creditor',
    `SELECT DISTINCT ON (creditor_id) details FROM tenant.approvals WHERE sub = 'many|5' AND decision = 'approved'
     AND creditor_id IS NOT NULL ORDER BY creditor_id, decided_at DESC`,
  ],
  [
    'what nobody answered',
    'approvals_unanswered',
    `DELETE FROM tenant.approvals WHERE decision IS NULL AND expires_at < now() - interval '90 days'`,
  ],
  [
    'answers that were not delivered',
    'approvals_undelivered',
    `SELECT id FROM tenant.approvals WHERE decision IS NOT NULL AND delivered_at IS NULL ORDER BY decided_at, id LIMIT 100`,
  ],
  [
    'a request by the bank’s name for it',
    'approvals_by_identifier',
    `SELECT FROM tenant.approvals WHERE client_id = 'bank' AND identifier = '${APPROVAL}'`,
  ],
  [
    'rows from before creditors were kept',
    'approvals_without_creditor',
    'SELECT id FROM tenant.approvals WHERE creditor_id IS NULL',
  ],
  ['records that are over', 'records_expiry', `DELETE FROM tenant.records WHERE expires_at < now() - interval '1 day'`],
  [
    'a grant’s records',
    'records_grant',
    "DELETE FROM tenant.records WHERE model = 'AccessToken' AND grant_id = 'grant 7'",
  ],
  ['a customer’s agents', 'agent_grants_by_customer', "SELECT * FROM tenant.agent_grants WHERE sub = 'many|5'"],
  [
    'grants that are over',
    'agent_grants_age',
    `SELECT FROM tenant.agent_grants WHERE granted_at < now() - interval '1 day'`,
  ],
  [
    'a customer’s devices',
    'devices_by_customer',
    "SELECT * FROM tenant.devices WHERE sub = 'many|5' AND removed_at IS NULL",
  ],
  [
    'a removed device’s sessions',
    'phone_sessions_by_customer',
    "DELETE FROM tenant.phone_sessions WHERE sub = 'many|5'",
  ],
  [
    'phone sessions that are over',
    'phone_sessions_expiry',
    'DELETE FROM tenant.phone_sessions WHERE expires_at < now()',
  ],
  [
    'who asks to be let in',
    'device_requests_by_customer',
    "SELECT * FROM tenant.device_requests WHERE sub = 'many|5' AND answer IS NULL",
  ],
]
