import type postgres from 'postgres'
import { type CheckedTo, NEW, type Rule, readSince } from './checked-to'
import { withConnection } from './connect'

/** New entries, and in the place of all earlier ones of each account its balance after the last of them, as one entry. */
const carriedOver = (ofAccounts: string) => `entries AS (
  SELECT id, sequence, account_id, amount_minor, balance_after_minor FROM new_entries
  UNION ALL SELECT last.id, last.sequence, a.id, last.balance_after_minor, last.balance_after_minor FROM accounts a CROSS JOIN LATERAL (
    SELECT * FROM entries e WHERE e.account_id = a.id AND e.sequence <= $1::bigint ORDER BY e.sequence DESC LIMIT 1) last
  ${ofAccounts})`

/** From the day before the check on: a transfer of that day may have been on its way then. */
const DAY = `((SELECT at FROM checked) AT TIME ZONE 'UTC')::date - 1`

/** The days since the check of the customers who moved or asked for something since then. An approval lives for minutes. */
const DAYS_OF_THOSE_WHO_MOVED = [
  `movers AS MATERIALIZED (SELECT a.customer_id FROM new_entries e JOIN accounts a ON a.id = e.account_id WHERE a.customer_id IS NOT NULL
    UNION SELECT customer_id FROM new_events)`,
  `daily_totals AS (SELECT * FROM daily_totals WHERE customer_id IN (SELECT customer_id FROM movers) AND day >= ${DAY})`,
  `transfers AS (SELECT * FROM transfers WHERE id IN (SELECT e.transfer_id FROM accounts a JOIN entries e ON e.account_id = a.id
    WHERE a.customer_id IN (SELECT customer_id FROM movers) AND e.created_at >= (${DAY})::timestamp AT TIME ZONE 'UTC'))`,
  `approvals AS (SELECT * FROM approvals WHERE customer_id IN (SELECT customer_id FROM movers) AND created_at >= ${DAY} - 1)`,
]

const MOVED = 'transfer_id IN (SELECT transfer_id FROM new_entries)'
const NEW_USES = `SELECT * FROM mandate_uses WHERE ${MOVED}`

/**
 * The rules that must hold for the whole book. Each query lists the rows that break its rule; a sound book gives none.
 */
export const RULES: Record<string, Rule> = {
  'a balance is the sum of its entries': {
    since: [carriedOver('')],
    broken: `
    SELECT a.id, a.balance_minor, coalesce(sum(e.amount_minor), 0) AS entries
    FROM accounts a LEFT JOIN entries e ON e.account_id = a.id
    GROUP BY a.id HAVING a.balance_minor <> coalesce(sum(e.amount_minor), 0)`,
  },
  'each entry follows from the one before it': {
    since: [carriedOver('WHERE a.id IN (SELECT account_id FROM new_entries)')],
    broken: `
    SELECT id, account_id, balance_after_minor, expected FROM (
      SELECT id, account_id, balance_after_minor,
        coalesce(lag(balance_after_minor) OVER (PARTITION BY account_id ORDER BY sequence), 0) + amount_minor AS expected
      FROM entries) chain
    WHERE balance_after_minor <> expected`,
  },
  'a transfer has two entries that sum to zero': {
    since: [NEW.transfers],
    broken: `
    SELECT t.id, count(e.id) AS entries, sum(e.amount_minor) AS sum
    FROM transfers t LEFT JOIN entries e ON e.transfer_id = t.id
    GROUP BY t.id HAVING count(e.id) <> 2 OR sum(e.amount_minor) <> 0`,
  },
  'entries are what their transfer says': {
    since: [NEW.entries],
    broken: `
    SELECT e.id, e.transfer_id FROM entries e JOIN accounts a ON a.id = e.account_id LEFT JOIN transfers t ON t.id = e.transfer_id
    WHERE t.id IS NULL OR t.currency <> a.currency
      OR (e.account_id, e.amount_minor) NOT IN ((t.debtor_account_id, -t.amount_minor), (t.creditor_account_id, t.amount_minor))`,
  },
  'all entries of a currency sum to zero': {
    since: [NEW.entries],
    broken: `
    SELECT a.currency, sum(e.amount_minor) AS sum
    FROM entries e JOIN accounts a ON a.id = e.account_id GROUP BY a.currency HAVING sum(e.amount_minor) <> 0`,
  },
  'no account is below its floor': {
    since: [],
    broken: `
    SELECT id, balance_minor, held_minor, floor_minor FROM accounts WHERE balance_minor - held_minor < floor_minor`,
  },
  'a hold is the sum of the open approvals': {
    since: [],
    broken: `
    SELECT a.id, a.held_minor, coalesce(sum(p.amount_minor), 0) AS open
    FROM accounts a LEFT JOIN approvals p ON p.debtor_account_id = a.id AND p.status IN ('requested', 'pending', 'approved')
    GROUP BY a.id HAVING a.held_minor <> coalesce(sum(p.amount_minor), 0)`,
  },
  "a day's total is what was moved and what is held": {
    since: DAYS_OF_THOSE_WHO_MOVED,
    broken: `
    SELECT d.customer_id, d.day, d.currency, d.total_minor, coalesce(used.total, 0) AS expected
    FROM daily_totals d LEFT JOIN (
      SELECT customer_id, day, currency, sum(amount_minor) AS total FROM (
        SELECT t.customer_id, coalesce(p.reserved_on, (t.created_at AT TIME ZONE 'UTC')::date) AS day, t.currency, t.amount_minor
        FROM transfers t LEFT JOIN approvals p ON p.transfer_id = t.id AND t.authority IN ('approval', 'session+approval')
        WHERE t.authority NOT IN ('opening', 'clearing')
        UNION ALL
        SELECT p.customer_id, p.reserved_on, p.currency, p.amount_minor FROM approvals p
        WHERE p.status IN ('requested', 'pending', 'approved')) counted
      GROUP BY customer_id, day, currency) used USING (customer_id, day, currency)
    WHERE d.total_minor <> coalesce(used.total, 0)`,
  },
  'a posted approval has the one transfer that it names': {
    since: [NEW.approvals],
    broken: `
    SELECT p.id FROM approvals p LEFT JOIN transfers t ON t.id = p.transfer_id
    WHERE p.status = 'posted' AND p.kind = 'transfer' AND (t.id IS NULL OR t.idempotency_key <> p.id OR t.customer_id <> p.customer_id
      OR (t.debtor_account_id, t.creditor_account_id, t.amount_minor, t.currency, t.memo)
        IS DISTINCT FROM (p.debtor_account_id, p.creditor_account_id, p.amount_minor, p.currency, p.memo))`,
  },
  'what was posted on a mandate is covered by it': {
    since: [`mandate_uses AS (${NEW_USES})`],
    broken: `
    SELECT u.transfer_id, m.id AS mandate FROM mandate_uses u JOIN mandates m ON m.id = u.mandate_id JOIN transfers t ON t.id = u.transfer_id
    WHERE t.authority <> 'mandate' OR u.created_at < m.activated_at OR u.created_at >= m.valid_until OR m.activated_at IS NULL
      OR u.amount_minor > m.max_per_transfer_minor OR t.creditor_account_id <> ALL (m.creditor_account_ids)
      OR (t.customer_id, t.debtor_account_id, t.currency, t.amount_minor)
        IS DISTINCT FROM (m.customer_id, m.debtor_account_id, m.currency, u.amount_minor)`,
  },
  'no period of a mandate holds more than it allows': {
    since: [
      `mandate_uses AS (SELECT * FROM mandate_uses WHERE mandate_id IN (SELECT mandate_id FROM (${NEW_USES}) new_uses))`,
    ],
    broken: `
    SELECT m.id AS mandate, date_trunc(m.period, u.created_at AT TIME ZONE 'UTC') AS period, sum(u.amount_minor) AS used
    FROM mandate_uses u JOIN mandates m ON m.id = u.mandate_id
    GROUP BY m.id, 2 HAVING sum(u.amount_minor) > m.max_per_period_minor`,
  },
  'what was paid to another shard is in the outbox, and nothing else': {
    since: [NEW.transfers, `outbox AS (SELECT * FROM outbox WHERE ${MOVED})`],
    broken: `
    SELECT coalesce(t.id, o.transfer_id) AS transfer, o.state FROM outbox o FULL JOIN (
      SELECT t.id, a.shard FROM transfers t JOIN accounts a ON a.id = t.creditor_account_id WHERE a.shard IS NOT NULL) t ON t.id = o.transfer_id
    WHERE o.shard IS DISTINCT FROM t.shard`,
  },
  'what came back is what was sent': {
    since: [`outbox AS (SELECT * FROM outbox WHERE ${MOVED} OR return_id IN (SELECT transfer_id FROM new_entries))`],
    broken: `
    SELECT o.transfer_id, o.return_id FROM outbox o JOIN transfers t ON t.id = o.transfer_id LEFT JOIN transfers r ON r.id = o.return_id
    WHERE o.state = 'returned' AND (r.id IS NULL OR (r.customer_id, r.idempotency_key, r.debtor_account_id, r.creditor_account_id, r.amount_minor, r.currency, r.authority)
      <> (t.customer_id, return_key(t.id), t.creditor_account_id, t.debtor_account_id, t.amount_minor, t.currency, 'clearing'))`,
  },
  'what came from another shard was sent by it or came back': {
    since: [NEW.transfers, `inbox AS (SELECT * FROM inbox WHERE ${MOVED})`],
    broken: `
    SELECT coalesce(t.id, i.transfer_id) AS transfer, i.outcome FROM (SELECT * FROM inbox WHERE outcome = 'arrived') i FULL JOIN (
      SELECT t.*, a.shard FROM transfers t JOIN accounts a ON a.id = t.debtor_account_id
      WHERE (a.shard IS NOT NULL OR t.authority = 'clearing') AND NOT EXISTS (SELECT FROM outbox o WHERE o.return_id = t.id)) t ON t.id = i.transfer_id
    WHERE (t.shard, t.debtor_account_id, t.creditor_account_id, t.amount_minor, t.currency, t.authority)
      IS DISTINCT FROM (i.shard, i.debtor_account_id, i.creditor_account_id, i.amount_minor, i.currency, 'clearing')`,
  },
}

export interface Verification {
  accounts: number
  transfers: number
  entries: number
  /** One line for each broken rule, with the rows that break it. */
  differences: string[]
}

/**
 * Recomputes the whole book from its entries, in one snapshot, so that the bank can keep running.
 * @param since checks only what came after this, and believes what was there before
 */
export async function verifyLedger(url: string, since?: CheckedTo): Promise<Verification> {
  return withConnection(url, (sql) =>
    sql.begin('isolation level repeatable read read only', (tx) => verifyWithin(tx, since)),
  )
}

/** The same, within the caller's transaction. */
export async function verifyWithin(tx: postgres.TransactionSql, since?: CheckedTo): Promise<Verification> {
  const differences = await brokenRules(tx, RULES, since)
  const transfers = since ? tx`count(DISTINCT transfer_id)` : tx`(SELECT count(*) FROM transfers)`
  const [counts] = await tx<{ accounts: number; transfers: number; entries: number }[]>`
    SELECT (SELECT count(*) FROM accounts)::int AS accounts, ${transfers}::int AS transfers, count(*)::int AS entries
    FROM entries WHERE sequence > ${since?.entry ?? '0'}::bigint`
  return { accounts: 0, transfers: 0, entries: 0, ...counts, differences }
}

const LISTED_MAX = 5

/**
 * Runs each query for the rows that break its rule.
 * @returns one line for each broken rule, with the first rows that break it
 */
export async function brokenRules(
  tx: postgres.TransactionSql,
  rules: Record<string, Rule>,
  since?: CheckedTo,
): Promise<string[]> {
  const broken: string[] = []
  for (const [name, { broken: query, since: parts }] of Object.entries(rules)) {
    const rows = await readSince(tx, query, parts, since)
    const more = rows.length > LISTED_MAX ? ` and ${rows.length - LISTED_MAX} more` : ''
    if (rows.length > 0) broken.push(`${name}: ${JSON.stringify(rows.slice(0, LISTED_MAX))}${more}`)
  }
  return broken
}
