import type postgres from 'postgres'
import { withConnection } from '@/db/connect'

/** So many entries the book has: enough here for an index to be cheaper than a scan; `ENTRIES=1000000` for a real one. */
export const ENTRIES = Number(process.env.ENTRIES ?? 60_000)
/** One customer with as much history as anybody has; all else is spread over the others. */
export const HEAVY = '00000000-0000-7000-8000-000000000001'
const PER_CUSTOMER = 200

/**
 * Fills a migrated bank and tenant with a history as of ENTRIES entries, written by SQL alone past the triggers: the rows
 * are only as right as a planner can tell. A million takes one to three minutes, by what else the machine does.
 */
export async function fillBook(url: string): Promise<void> {
  await withConnection(url, fill)
}

async function fill(sql: postgres.Sql): Promise<void> {
  const transfers = ENTRIES / 2
  const customers = Math.max(2_000, Math.round(ENTRIES / PER_CUSTOMER))
  const approvals = Math.round(transfers / 4)
  await sql.begin(async (tx) => {
    await tx`SET LOCAL session_replication_role = replica`
    await tx.unsafe(`
      CREATE FUNCTION pg_temp.id(kind integer, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
        $$ SELECT (lpad(to_hex(kind), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid $$;
      -- Every tenth row is the heavy customer's.
      CREATE FUNCTION pg_temp.whose(n bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
        $$ SELECT CASE WHEN n % 10 = 0 THEN 1 ELSE 2 + n % ${customers} END $$;

      INSERT INTO customers (id, subject, name) SELECT pg_temp.id(0, n), 'many|' || n, 'Customer ' || n
        FROM generate_series(1, ${customers + 1}) n;
      INSERT INTO accounts (id, customer_id, name, type, number, currency, status, floor_minor)
        SELECT pg_temp.id(1 + k, n), pg_temp.id(0, n), 'A', 'checking', 'many-' || n || '-' || k, 'USD', 'active', 0
        FROM generate_series(1, ${customers + 1}) n, generate_series(0, 1) k;
      INSERT INTO payees (id, customer_id, account_id) SELECT pg_temp.id(3, n * 8 + k), pg_temp.id(0, n), pg_temp.id(1, 1 + (n + k) % ${customers})
        FROM generate_series(1, ${customers + 1}) n, generate_series(1, 5) k;
      INSERT INTO transfers (id, customer_id, idempotency_key, body_digest, debtor_account_id, creditor_account_id, amount_minor, currency, authority, created_at)
        SELECT pg_temp.id(4, n), pg_temp.id(0, pg_temp.whose(n)), pg_temp.id(5, n), '', pg_temp.id(1, pg_temp.whose(n)),
          pg_temp.id(1, 2 + (n * 7) % ${customers}), 100, 'USD', 'session', now() - (${transfers} - n) * interval '1 minute'
        FROM generate_series(1, ${transfers}) n;
      INSERT INTO entries (id, transfer_id, account_id, amount_minor, balance_after_minor, created_at)
        SELECT pg_temp.id(6 + k, n), pg_temp.id(4, n), CASE k WHEN 0 THEN pg_temp.id(1, pg_temp.whose(n)) ELSE pg_temp.id(1, 2 + (n * 7) % ${customers}) END,
          CASE k WHEN 0 THEN -100 ELSE 100 END, 0, now() - (${transfers} - n) * interval '1 minute'
        FROM generate_series(1, ${transfers}) n, generate_series(0, 1) k ORDER BY n, k;
      INSERT INTO daily_totals (customer_id, day, currency, total_minor)
        SELECT pg_temp.id(0, c), now()::date - d, 'USD', 100 FROM generate_series(1, ${customers + 1}) c, generate_series(0, 20) d;

      INSERT INTO approvals (id, customer_id, debtor_account_id, creditor_account_id, amount_minor, currency, binding_message,
          details, status, reserved_on, lease_until, tell_tenant_after, token_digest, transfer_id, created_at, updated_at, expires_at)
        SELECT pg_temp.id(8, n), pg_temp.id(0, pg_temp.whose(n)), pg_temp.id(1, pg_temp.whose(n)), pg_temp.id(1, 2 + n % ${customers}), 100, 'USD', '', '{}',
          CASE WHEN n % 1000 = 0 THEN 'pending' WHEN n % 5 = 0 THEN 'denied' ELSE 'posted' END, now()::date, now(),
          CASE WHEN n % 1000 = 1 THEN now() END, 'token ' || n, CASE WHEN n % 1000 > 0 AND n % 5 > 0 THEN pg_temp.id(4, n) END,
          now() - (${approvals} - n) * interval '4 minutes', now() - (${approvals} - n) * interval '4 minutes', now()
        FROM generate_series(1, ${approvals}) n;
      INSERT INTO chats (id, customer_id, title, updated_at) SELECT pg_temp.id(9, n), pg_temp.id(0, pg_temp.whose(n)), '', now() - n * interval '1 minute'
        FROM generate_series(1, ${approvals}) n;
      INSERT INTO messages (id, chat_id, role, parts) SELECT m::text, pg_temp.id(9, n), 'user', '[]'
        FROM generate_series(1, ${approvals}) n, generate_series(1, 4) m ORDER BY m, n;
      INSERT INTO answers (id, chat_id, started_at, alive_until, finished_at) SELECT pg_temp.id(10, n), pg_temp.id(9, n),
          now() - (${approvals} - n) * interval '1 minute', now(), CASE WHEN n % 1000 > 0 THEN now() - (${approvals} - n) * interval '1 minute' END
        FROM generate_series(1, ${approvals}) n;
      INSERT INTO answer_chunks (answer_id, position, chunk) SELECT pg_temp.id(10, n), k, ''
        FROM generate_series(1, ${approvals}) n, generate_series(0, 1) k;
      INSERT INTO approval_chats (approval_id, chat_id, told_at) SELECT pg_temp.id(8, n), pg_temp.id(9, n), CASE WHEN n % 1000 > 0 THEN now() END
        FROM generate_series(1, ${approvals}) n;
      INSERT INTO sessions (id, cookie_hash, customer_id, tenant_sid, device, sealed_data, expires_at)
        SELECT pg_temp.id(11, n), 'cookie ' || n, pg_temp.id(0, pg_temp.whose(n)), 'sid ' || n, '', '', now() + n * interval '1 minute'
        FROM generate_series(1, ${approvals}) n;
      INSERT INTO dpop_proofs (thumbprint, jti, expires_at) SELECT 'key', n::text, now() + n * interval '1 s' FROM generate_series(1, ${approvals}) n;
      INSERT INTO audit_events (customer_id, kind, approval_id, transfer_id, data)
        SELECT pg_temp.id(0, pg_temp.whose(n)), 'many', pg_temp.id(8, n), pg_temp.id(4, n),
          CASE n % 4 WHEN 0 THEN jsonb_build_object('chatId', 'c' || n) WHEN 1 THEN jsonb_build_object('toolCallId', 't' || n)
            WHEN 2 THEN jsonb_build_object('device', jsonb_build_object('id', 'd' || n)) ELSE jsonb_build_object('agentClientId', 'a' || n) END
        FROM generate_series(1, ${transfers}) n;
      INSERT INTO audit_chain (customer_id, position, event_sequence, hash)
        SELECT customer_id, sequence + 1000, sequence, md5(sequence::text) FROM audit_events WHERE kind = 'many';

      INSERT INTO tenant.users (sub, email, name, password_hash) SELECT 'many|' || n, 'many' || n || '@example.com', 'Many', 'x'
        FROM generate_series(1, ${customers + 1}) n;
      INSERT INTO tenant.devices (id, sub, name, public_jwk, thumbprint, removed_at) SELECT pg_temp.id(12, n * 4 + k), 'many|' || n, '', '{}', 'key ' || n || ' ' || k, CASE k WHEN 0 THEN now() END
        FROM generate_series(1, ${customers + 1}) n, generate_series(0, 2) k;
      INSERT INTO tenant.phone_sessions (token_hash, sub, device_id, expires_at) SELECT 'token ' || n || k, 'many|' || n, pg_temp.id(12, n * 4 + k), now() + interval '1 hour'
        FROM generate_series(1, ${customers + 1}) n, generate_series(0, 2) k;
      INSERT INTO tenant.device_requests (id, sub, name, browser, public_jwk, thumbprint, expires_at) SELECT pg_temp.id(13, n * 4 + k), 'many|' || n, '', '', '{}', 'other ' || n || ' ' || k, now()
        FROM generate_series(1, ${customers + 1}) n, generate_series(0, 2) k;
      INSERT INTO tenant.device_tickets (token_hash, sub, created_by, expires_at) SELECT 'ticket ' || n || ' ' || k, 'many|' || n, pg_temp.id(12, n * 4 + 1), now()
        FROM generate_series(1, ${customers + 1}) n, generate_series(0, 2) k;
      INSERT INTO tenant.approvals (id, sub, auth_req_id, asked_by, client_id, identifier, creditor_id, binding_message, details, created_at, expires_at, decision, decided_at, delivered_at)
        SELECT pg_temp.id(8, n), 'many|' || pg_temp.whose(n), 'request ' || n, 'a', 'bank', pg_temp.id(8, n), 'c' || n % 50, '', '{}',
          now() - (${approvals} - n) * interval '4 minutes', now() - (${approvals} - n) * interval '4 minutes', d, CASE WHEN d IS NOT NULL THEN now() - (${approvals} - n) * interval '4 minutes' END,
          CASE WHEN d IS NOT NULL AND n % 1000 <> 1 THEN now() END
        FROM generate_series(1, ${approvals}) n, LATERAL (SELECT CASE WHEN n % 1000 = 0 THEN NULL WHEN n % 5 = 0 THEN 'denied' ELSE 'approved' END) AS decided (d);
      INSERT INTO tenant.records (model, id, payload, grant_id, uid, user_code, expires_at)
        SELECT 'AccessToken', n::text, '{}', 'grant ' || n / 4, 'uid ' || n, CASE WHEN n % 100 = 0 THEN 'CODE' || n END, now() + n * interval '1 s'
        FROM generate_series(1, ${approvals}) n;
      INSERT INTO tenant.agent_grants (grant_id, sub, client_id, client_name, scopes) SELECT 'grant ' || n, 'many|' || pg_temp.whose(n), 'c', 'c', ''
        FROM generate_series(1, ${approvals / 4}) n;`)
  })
  await sql`VACUUM (ANALYZE)`
}
