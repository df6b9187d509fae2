import { setTimeout as sleep } from 'node:timers/promises'
import type postgres from 'postgres'

/** How far a book has been checked: all entries and audit events that come later have greater numbers. */
export interface CheckedTo {
  /** The number (`sequence`) of the last entry, `0` for none. */
  entry: string
  /** The same of the last audit event. */
  event: string
  /** When, by the database's clock, in ISO 8601. */
  at: string
}

/** A rule that must hold for the whole book, as a query for the rows that break it. */
export interface Rule {
  broken: string
  /**
   * What stands in the place of its tables where only what is new is checked: parts of a WITH clause, each under the name of a
   * table. Tables that are not named are read as they are.
   */
  since: readonly string[]
}

/** What every part of `since` may read: the new rows of the two tables that number theirs. */
const NEW_ROWS = `WITH new_entries AS MATERIALIZED (SELECT * FROM entries WHERE sequence > $1::bigint),
  new_events AS MATERIALIZED (SELECT * FROM audit_events WHERE sequence > $2::bigint),
  checked AS (SELECT $3::timestamptz AS at)`

/** The rows of these tables that were written, or that events tell of, since the last check. */
export const NEW = {
  entries: 'entries AS (SELECT * FROM new_entries)',
  transfers: `transfers AS (SELECT * FROM transfers WHERE id IN (
    SELECT transfer_id FROM new_entries UNION SELECT transfer_id FROM new_events WHERE transfer_id IS NOT NULL))`,
  approvals: `approvals AS (SELECT * FROM approvals WHERE id IN (SELECT approval_id FROM new_events WHERE approval_id IS NOT NULL))`,
  events: 'audit_events AS (SELECT * FROM new_events)',
} as const

/** The query over what came since a check: `$1` is the last entry of then, `$2` the last event, and `$3` the time. */
export const narrowed = (query: string, since: readonly string[]) => `${[NEW_ROWS, ...since].join(',\n')}\n${query}`

/**
 * Runs a query over the whole book, or over what came since it was checked.
 * @param since what stands in the place of its tables then, as for a rule
 */
export function readSince<Row extends postgres.Row>(
  tx: postgres.TransactionSql,
  query: string,
  since: readonly string[],
  checked?: CheckedTo,
): postgres.PendingQuery<Row[]> {
  if (!checked) return tx.unsafe(query)
  const { entry, event, at } = checked
  return tx.unsafe(narrowed(query, since), [entry, event, at])
}

const ENDED_MS_MAX = 10_000
const LOOK_MS = 50

/**
 * Where the book stands now, for a check that begins after this. Numbers are given before a commit, so that a smaller one may
 * become visible later: this waits for all writes that are under way.
 * @returns undefined if one of them takes longer than ten seconds: then nobody can say how far the check will have come
 */
export async function whereItStands(sql: postgres.ISql): Promise<CheckedTo | undefined> {
  // A transaction's number is greater than those of all that had written before it.
  const [now] = await sql<[CheckedTo & { own: string }]>`
    SELECT coalesce((SELECT max(sequence) FROM entries), 0)::text AS entry,
      coalesce((SELECT max(sequence) FROM audit_events), 0)::text AS event,
      to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at, pg_current_xact_id()::text AS own`
  const { own, ...stands } = now
  const deadline = performance.now() + ENDED_MS_MAX
  while (performance.now() < deadline) {
    const [row] = await sql<[{ ended: boolean }]>`
      SELECT pg_snapshot_xmin(pg_current_snapshot()) >= ${own}::xid8 AS ended`
    if (row.ended) return stands
    await sleep(LOOK_MS)
  }
}
