import type postgres from 'postgres'
import { database, withDeadline } from '@/lib/platform/database/client'

/** Half as many transfers: what a busy bank posts in a second. */
const ENTRIES_AT_ONCE = 1_000
const WRONG_MAX = 100

/**
 * The ids of transfers that do not have two entries which sum to zero: among the newest, and among those that were wrong
 * before. The database checks each transfer at its commit; this finds what went past that check. `npm run db:verify` checks all.
 */
export async function wrongTransfers(known: string[] = [], sql: postgres.ISql = database().sql): Promise<string[]> {
  const rows = await withDeadline(sql<{ id: string }[]>`
    WITH newest AS (
      SELECT transfer_id FROM (SELECT transfer_id FROM entries ORDER BY sequence DESC LIMIT ${ENTRIES_AT_ONCE}) few
      UNION SELECT unnest(${`{${known.join()}}`}::uuid[]))
    SELECT n.transfer_id AS id FROM newest n LEFT JOIN entries e ON e.transfer_id = n.transfer_id
    GROUP BY n.transfer_id HAVING count(e.id) <> 2 OR sum(e.amount_minor) <> 0
    ORDER BY 1 LIMIT ${WRONG_MAX}`)
  return rows.map(({ id }) => id)
}
