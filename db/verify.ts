import type postgres from 'postgres'
import { withConnection } from './connect'

/**
 * The rules that must hold for the whole book. Each query lists the rows that break its rule; a sound book gives none.
 */
export const RULES: Record<string, string> = {
  'a balance is the sum of its entries': `
    SELECT a.id, a.balance_minor, coalesce(sum(e.amount_minor), 0) AS entries
    FROM accounts a LEFT JOIN entries e ON e.account_id = a.id
    GROUP BY a.id HAVING a.balance_minor <> coalesce(sum(e.amount_minor), 0)`,
  'each entry follows from the one before it': `
    SELECT id, account_id, balance_after_minor, expected FROM (
      SELECT id, account_id, balance_after_minor,
        coalesce(lag(balance_after_minor) OVER (PARTITION BY account_id ORDER BY sequence), 0) + amount_minor AS expected
      FROM entries) chain
    WHERE balance_after_minor <> expected`,
  'a transfer has two entries that sum to zero': `
    SELECT t.id, count(e.id) AS entries, sum(e.amount_minor) AS sum
    FROM transfers t LEFT JOIN entries e ON e.transfer_id = t.id
    GROUP BY t.id HAVING count(e.id) <> 2 OR sum(e.amount_minor) <> 0`,
  'entries are what their transfer says': `
    SELECT e.id, e.transfer_id FROM entries e JOIN accounts a ON a.id = e.account_id LEFT JOIN transfers t ON t.id = e.transfer_id
    WHERE t.id IS NULL OR t.currency <> a.currency
      OR (e.account_id, e.amount_minor) NOT IN ((t.debtor_account_id, -t.amount_minor), (t.creditor_account_id, t.amount_minor))`,
  'all entries of a currency sum to zero': `
    SELECT a.currency, sum(e.amount_minor) AS sum
    FROM entries e JOIN accounts a ON a.id = e.account_id GROUP BY a.currency HAVING sum(e.amount_minor) <> 0`,
  'no account is below its floor': `
    SELECT id, balance_minor, held_minor, floor_minor FROM accounts WHERE balance_minor - held_minor < floor_minor`,
  'a hold is the sum of the open approvals': `
    SELECT a.id, a.held_minor, coalesce(sum(p.amount_minor), 0) AS open
    FROM accounts a LEFT JOIN approvals p ON p.debtor_account_id = a.id AND p.status IN ('requested', 'pending', 'approved')
    GROUP BY a.id HAVING a.held_minor <> coalesce(sum(p.amount_minor), 0)`,
  "a day's total is what was moved and what is held": `
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
  'a posted approval has the one transfer that it names': `
    SELECT p.id FROM approvals p LEFT JOIN transfers t ON t.id = p.transfer_id
    WHERE p.status = 'posted' AND p.kind = 'transfer' AND (t.id IS NULL OR t.idempotency_key <> p.id OR t.customer_id <> p.customer_id
      OR (t.debtor_account_id, t.creditor_account_id, t.amount_minor, t.currency, t.memo)
        IS DISTINCT FROM (p.debtor_account_id, p.creditor_account_id, p.amount_minor, p.currency, p.memo))`,
  'what was posted on a mandate is covered by it': `
    SELECT u.transfer_id, m.id AS mandate FROM mandate_uses u JOIN mandates m ON m.id = u.mandate_id JOIN transfers t ON t.id = u.transfer_id
    WHERE t.authority <> 'mandate' OR u.created_at < m.activated_at OR u.created_at >= m.valid_until OR m.activated_at IS NULL
      OR u.amount_minor > m.max_per_transfer_minor OR t.creditor_account_id <> ALL (m.creditor_account_ids)
      OR (t.customer_id, t.debtor_account_id, t.currency, t.amount_minor)
        IS DISTINCT FROM (m.customer_id, m.debtor_account_id, m.currency, u.amount_minor)`,
  'no period of a mandate holds more than it allows': `
    SELECT m.id AS mandate, date_trunc(m.period, u.created_at AT TIME ZONE 'UTC') AS period, sum(u.amount_minor) AS used
    FROM mandate_uses u JOIN mandates m ON m.id = u.mandate_id
    GROUP BY m.id, 2 HAVING sum(u.amount_minor) > m.max_per_period_minor`,
  'what was paid to another shard is in the outbox, and nothing else': `
    SELECT coalesce(t.id, o.transfer_id) AS transfer, o.state FROM outbox o FULL JOIN (
      SELECT t.id, a.shard FROM transfers t JOIN accounts a ON a.id = t.creditor_account_id WHERE a.shard IS NOT NULL) t ON t.id = o.transfer_id
    WHERE o.shard IS DISTINCT FROM t.shard`,
  'what came back is what was sent': `
    SELECT o.transfer_id, o.return_id FROM outbox o JOIN transfers t ON t.id = o.transfer_id LEFT JOIN transfers r ON r.id = o.return_id
    WHERE o.state = 'returned' AND (r.id IS NULL OR (r.customer_id, r.idempotency_key, r.debtor_account_id, r.creditor_account_id, r.amount_minor, r.currency, r.authority)
      <> (t.customer_id, return_key(t.id), t.creditor_account_id, t.debtor_account_id, t.amount_minor, t.currency, 'clearing'))`,
  'what came from another shard was sent by it or came back': `
    SELECT coalesce(t.id, i.transfer_id) AS transfer, i.outcome FROM (SELECT * FROM inbox WHERE outcome = 'arrived') i FULL JOIN (
      SELECT t.*, a.shard FROM transfers t JOIN accounts a ON a.id = t.debtor_account_id
      WHERE (a.shard IS NOT NULL OR t.authority = 'clearing') AND NOT EXISTS (SELECT FROM outbox o WHERE o.return_id = t.id)) t ON t.id = i.transfer_id
    WHERE (t.shard, t.debtor_account_id, t.creditor_account_id, t.amount_minor, t.currency, t.authority)
      IS DISTINCT FROM (i.shard, i.debtor_account_id, i.creditor_account_id, i.amount_minor, i.currency, 'clearing')`,
}

export interface Verification {
  accounts: number
  transfers: number
  entries: number
  /** One line for each broken rule, with the rows that break it. */
  differences: string[]
}

/** Recomputes the whole book from its entries, in one snapshot, so that the bank can keep running. */
export async function verifyLedger(url: string): Promise<Verification> {
  return withConnection(url, (sql) => sql.begin('isolation level repeatable read read only', verifyWithin))
}

/** The same, within the caller's transaction. */
export async function verifyWithin(tx: postgres.TransactionSql): Promise<Verification> {
  const differences = await brokenRules(tx, RULES)
  const [counts] = await tx<{ accounts: number; transfers: number; entries: number }[]>`
    SELECT (SELECT count(*) FROM accounts)::int AS accounts, (SELECT count(*) FROM transfers)::int AS transfers,
      (SELECT count(*) FROM entries)::int AS entries`
  return { accounts: 0, transfers: 0, entries: 0, ...counts, differences }
}

const LISTED_MAX = 5

/**
 * Runs each query for the rows that break its rule.
 * @returns one line for each broken rule, with the first rows that break it
 */
export async function brokenRules(tx: postgres.TransactionSql, rules: Record<string, string>): Promise<string[]> {
  const broken: string[] = []
  for (const [rule, query] of Object.entries(rules)) {
    const rows = await tx.unsafe(query)
    const more = rows.length > LISTED_MAX ? ` and ${rows.length - LISTED_MAX} more` : ''
    if (rows.length > 0) broken.push(`${rule}: ${JSON.stringify(rows.slice(0, LISTED_MAX))}${more}`)
  }
  return broken
}
