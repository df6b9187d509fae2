import postgres from 'postgres'
import { expect } from 'vitest'

export interface Watcher {
  /** Ends the watch. Fails the test unless every look saw the same total. */
  stop(): Promise<number>
}

/**
 * Reads the whole book again and again while others write to it, each time in one statement: the total of each
 * currency's customers, and whether the holds match the open approvals.
 */
export async function watchBook(url: string): Promise<Watcher> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  const look = async () => {
    const rows = await sql`
      SELECT currency, sum(balance_minor) FILTER (WHERE customer_id IS NOT NULL)::text AS customers, sum(balance_minor)::text AS all,
        (SELECT sum(amount_minor) FROM entries)::text AS entries,
        bool_and(floor_minor IS NULL OR balance_minor - held_minor >= floor_minor) AS "aboveFloors",
        (SELECT coalesce(sum(held_minor), 0) FROM accounts)
          = (SELECT coalesce(sum(amount_minor), 0) FROM approvals WHERE status IN ('requested', 'pending', 'approved')) AS "heldForApprovals"
      FROM accounts GROUP BY currency ORDER BY currency`
    return JSON.stringify(rows)
  }
  const first = await look()
  const seen = new Set([first])
  let looks = 1
  let watching = true
  const watch = (async () => {
    while (watching) {
      seen.add(await look())
      looks++
    }
  })()
  return {
    async stop() {
      watching = false
      await watch
      await sql.end()
      expect([...seen]).toEqual([first])
      expect(first).not.toContain('false')
      return looks
    },
  }
}
