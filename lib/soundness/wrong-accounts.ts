import type postgres from 'postgres'
import { database, withDeadline } from '@/lib/platform/database/client'

/** How many accounts are checked together, and how many of the newest entries of each. */
const ACCOUNTS_AT_ONCE = 50
const ENTRIES_EACH = 200

const FIRST = '00000000-0000-0000-0000-000000000000'

/** An account with its problem in words; `null` for a correct one. */
interface Looked {
  id: string
  wrong: string | null
}

/**
 * Checks the next accounts in order of their ids. The balance must match the last entry, each of the newest entries
 * must follow from the one before it, and the hold must be the sum of the open approvals. One snapshot, so that money
 * may move in the meantime. The limits keep the check cheap; `npm run db:verify` checks everything.
 * @param after the last account of the round before; from the beginning without one
 */
export async function lookAtNext(after = FIRST, sql: postgres.ISql = database().sql): Promise<Looked[]> {
  return look(sql`id > ${after} ORDER BY id LIMIT ${ACCOUNTS_AT_ONCE}`, sql)
}

/** The same for these accounts. */
export async function lookAtAgain(ids: string[], sql: postgres.ISql = database().sql): Promise<Looked[]> {
  return ids.length === 0 ? [] : look(sql`id IN ${sql(ids)}`, sql)
}

async function look(which: postgres.PendingQuery<postgres.Row[]>, sql: postgres.ISql): Promise<Looked[]> {
  const rows = await withDeadline(sql<{ id: string; balance: boolean; chain: boolean; held: boolean }[]>`
    WITH chosen AS (SELECT id, customer_id, balance_minor, held_minor FROM accounts WHERE ${which})
    SELECT a.id, a.balance_minor <> coalesce(newest.balance, 0) AS balance, coalesce(newest.broken, false) AS chain,
      a.held_minor <> (SELECT coalesce(sum(p.amount_minor), 0) FROM approvals p WHERE p.customer_id = a.customer_id
        AND p.debtor_account_id = a.id AND p.status IN ('requested', 'pending', 'approved')) AS held
    FROM chosen a CROSS JOIN LATERAL (
      SELECT max(after) FILTER (WHERE place = 1) AS balance,
        bool_or(after <> amount + coalesce(before, 0)) FILTER (WHERE place <= ${ENTRIES_EACH}) AS broken
      FROM (
        SELECT amount_minor AS amount, balance_after_minor AS after, lead(balance_after_minor) OVER newest_first AS before,
          row_number() OVER newest_first AS place
        FROM (SELECT sequence, amount_minor, balance_after_minor FROM entries WHERE account_id = a.id
          ORDER BY sequence DESC LIMIT ${ENTRIES_EACH + 1}) few
        WINDOW newest_first AS (ORDER BY sequence DESC)) entries) newest
    ORDER BY a.id`)
  return rows.map(({ id, ...is }) => ({ id, wrong: inWords(id, is) }))
}

function inWords(id: string, is: { balance: boolean; chain: boolean; held: boolean }): string | null {
  if (is.balance) return `account ${id}: its balance is not what its entries say`
  if (is.chain) return `account ${id}: an entry does not follow from the one before it`
  return is.held ? `account ${id}: its hold is not the sum of its open approvals` : null
}
