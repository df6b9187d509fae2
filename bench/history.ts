import { withConnection } from '@/db/connect'

/** One customer has every hundredth transfer: as much history as anybody has. All else is spread over the others. */
const HEAVY = 1
/** So many transfers and accounts has a customer: ten million transfers make a million accounts. */
const TRANSFERS_EACH = 20
/** In minor units. Enough to be spent in single cents. */
const OPENING = 100_000_000

export interface Book {
  customers: { id: string; accounts: [string, string] }[]
  heavy: { id: string; accounts: [string, string] }
}

/**
 * Fills a migrated, empty bank with a sound book of so many transfers of one cent, each from its customer's first account to
 * the second, with entries, daily totals, audit events, payees and approvals that were refused. SQL alone writes it, past the triggers; the
 * links of the audit chain have made-up hashes, so that `audit:verify` would refuse it.
 */
export async function fillHistory(url: string, transfers: number): Promise<Book> {
  const customers = Math.max(256, Math.round(transfers / TRANSFERS_EACH))
  await withConnection(url, async (sql) => {
    await sql.begin(async (tx) => {
      await tx`SET LOCAL session_replication_role = replica`
      await tx`SET LOCAL work_mem = '512MB'`
      await tx.unsafe(statements(transfers, customers))
    })
    await sql`VACUUM (ANALYZE)`
  })
  const customer = (place: number) => ({ id: idOf(0, place), accounts: pairOf(place) })
  return { heavy: customer(HEAVY), customers: Array.from({ length: customers - 1 }, (_, place) => customer(place + 2)) }
}

const pairOf = (place: number): [string, string] => [idOf(1, place), idOf(2, place)]

/** The same in this process as `pg_temp.id` in the database. Sorts before each UUIDv7 of today. */
function idOf(kind: number, place: number): string {
  return `${kind.toString(16).padStart(8, '0')}-0000-7000-8000-${place.toString(16).padStart(12, '0')}`
}

/** The openings come first in the book; then each customer's n-th transfer leaves the opening less, and plus, n cents. */
function statements(transfers: number, customers: number): string {
  return `
    CREATE FUNCTION pg_temp.id(kind integer, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
      $$ SELECT (lpad(to_hex(kind), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid $$;

    INSERT INTO customers (id, subject, name)
      SELECT pg_temp.id(0, n), 'bench|' || n, 'Customer ' || n FROM generate_series(1, ${customers}) n;
    INSERT INTO accounts (id, name, type, number, currency, status, balance_minor)
      VALUES (pg_temp.id(3, 0), 'Opening balances', 'system', 'SYSTEM-USD', 'USD', 'active', ${-2 * OPENING}::bigint * ${customers});
    CREATE TEMP TABLE history ON COMMIT DROP AS
      SELECT n, whose, row_number() OVER (PARTITION BY whose ORDER BY n) AS place FROM (
        SELECT n, CASE WHEN n % 100 = 0 THEN ${HEAVY} ELSE 2 + n % ${customers - 1} END AS whose
        FROM generate_series(1, ${transfers}) n) numbered;
    INSERT INTO accounts (id, customer_id, name, type, number, currency, status, floor_minor, balance_minor)
      SELECT pg_temp.id(1 + k, n), pg_temp.id(0, n), 'Account ' || k, 'checking', 'bench-' || n || '-' || k, 'USD', 'active', 0,
        ${OPENING} + (CASE k WHEN 0 THEN -1 ELSE 1 END) * coalesce(made, 0)
      FROM generate_series(1, ${customers}) n CROSS JOIN generate_series(0, 1) k
      LEFT JOIN (SELECT whose, count(*) AS made FROM history GROUP BY whose) h ON h.whose = n;

    INSERT INTO transfers (id, customer_id, idempotency_key, body_digest, debtor_account_id, creditor_account_id, amount_minor, currency, authority, created_at)
      SELECT pg_temp.id(4, 2 * n + k), pg_temp.id(0, n), gen_random_uuid(), 'opening', pg_temp.id(3, 0), pg_temp.id(1 + k, n),
        ${OPENING}, 'USD', 'opening', now() - interval '2 years'
      FROM generate_series(1, ${customers}) n, generate_series(0, 1) k;
    INSERT INTO entries (id, transfer_id, account_id, amount_minor, balance_after_minor, created_at)
      SELECT gen_random_uuid(), pg_temp.id(4, 2 * n + k), CASE side WHEN 0 THEN pg_temp.id(3, 0) ELSE pg_temp.id(1 + k, n) END,
        CASE side WHEN 0 THEN ${-OPENING} ELSE ${OPENING} END,
        CASE side WHEN 0 THEN ${-OPENING}::bigint * (2 * (n - 1) + k + 1) ELSE ${OPENING} END, now() - interval '2 years'
      FROM generate_series(1, ${customers}) n, generate_series(0, 1) k, generate_series(0, 1) side ORDER BY n, k, side;

    INSERT INTO transfers (id, customer_id, idempotency_key, body_digest, debtor_account_id, creditor_account_id, amount_minor, currency, memo, authority, created_at)
      SELECT pg_temp.id(5, n), pg_temp.id(0, whose), gen_random_uuid(), encode(sha256(n::text::bytea), 'hex'),
        pg_temp.id(1, whose), pg_temp.id(2, whose), 1, 'USD', CASE WHEN n % 3 = 0 THEN 'rent ' || n END, 'session',
        now() - interval '1 year' * (1 - n::float8 / ${transfers}) - interval '1 day'
      FROM history ORDER BY n;
    INSERT INTO entries (id, transfer_id, account_id, amount_minor, balance_after_minor, created_at)
      SELECT gen_random_uuid(), pg_temp.id(5, n), pg_temp.id(1 + side, whose), CASE side WHEN 0 THEN -1 ELSE 1 END,
        ${OPENING} + (CASE side WHEN 0 THEN -1 ELSE 1 END) * place,
        now() - interval '1 year' * (1 - n::float8 / ${transfers}) - interval '1 day'
      FROM history, generate_series(0, 1) side ORDER BY n, side;
    INSERT INTO daily_totals (customer_id, day, currency, total_minor)
      SELECT customer_id, (created_at AT TIME ZONE 'UTC')::date, currency, sum(amount_minor) FROM transfers
      WHERE authority = 'session' GROUP BY 1, 2, 3 ORDER BY 2, 1;
    INSERT INTO audit_events (customer_id, kind, transfer_id, data)
      SELECT pg_temp.id(0, whose), 'transfer.posted', pg_temp.id(5, n), jsonb_build_object('authority', 'session', 'posted',
        jsonb_build_object('key', gen_random_uuid(), 'debtorAccountId', pg_temp.id(1, whose), 'creditorAccountId', pg_temp.id(2, whose),
          'amountMinor', '1', 'currency', 'USD'))
      FROM history ORDER BY n;
    INSERT INTO audit_chain (customer_id, position, event_sequence, hash)
      SELECT pg_temp.id(0, whose), place, n, encode(sha256(n::text::bytea), 'hex') FROM history ORDER BY n;
    INSERT INTO audit_heads (customer_id, position, hash)
      SELECT pg_temp.id(0, whose), max(place), encode(sha256(max(n)::text::bytea), 'hex') FROM history GROUP BY whose;

    INSERT INTO payees (id, customer_id, account_id) SELECT pg_temp.id(6, n * 8 + k), pg_temp.id(0, n), pg_temp.id(1, 1 + (n + k) % ${customers})
      FROM generate_series(1, ${customers}) n, generate_series(1, 5) k;
    INSERT INTO approvals (id, customer_id, debtor_account_id, creditor_account_id, amount_minor, currency, binding_message, details,
        status, reason, reserved_on, created_at, updated_at, expires_at)
      SELECT pg_temp.id(7, n), pg_temp.id(0, whose), pg_temp.id(1, whose), pg_temp.id(2, whose), 1, 'USD', 'Transfer 0.01 USD',
        jsonb_build_object('type', 'payment_initiation', 'identifier', pg_temp.id(7, n)), 'denied', 'denied', now()::date - 2, at, at, at
      FROM history, LATERAL (SELECT now() - interval '1 year' * (1 - n::float8 / ${transfers}) - interval '1 day') AS made (at)
      WHERE n % 4 = 0 ORDER BY n;`
}
