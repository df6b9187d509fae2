import type postgres from 'postgres'
import { type Database, database, withDeadline } from '@/lib/platform/database/client'

/** A starting point of a trail. Any one of these leads to all the others. */
export type TrailEntry =
  | { approvalId: string }
  | { transferId: string }
  | { chatId: string }
  | { toolCallId: string }
  | { deviceId: string }
  | { agentClientId: string }

/** One audit event with its position in the customer's chain. */
export interface TrailEvent {
  sequence: string
  at: string
  customerId: string
  kind: string
  approvalId: string | null
  transferId: string | null
  data: Record<string, unknown>
  position: string | null
  hash: string | null
}

/**
 * Every event about the starting point, in order, read in one statement: who asked, what was shown, which device
 * approved, and what was posted.
 */
export async function readTrail(entry: TrailEntry, { sql }: Pick<Database, 'sql'> = database()): Promise<TrailEvent[]> {
  const query = sql<(Omit<TrailEvent, 'data'> & { data: string })[]>`
    WITH met AS (SELECT approval_id, transfer_id FROM audit_events WHERE ${metBy(entry, sql)}),
      asked AS (SELECT approval_id FROM met UNION
        SELECT e.approval_id FROM audit_events e WHERE e.transfer_id IN (SELECT transfer_id FROM met)),
      made AS (SELECT transfer_id FROM met UNION
        SELECT e.transfer_id FROM audit_events e WHERE e.approval_id IN (SELECT approval_id FROM asked))
    SELECT e.sequence::text, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at,
      e.customer_id AS "customerId", e.kind, e.approval_id AS "approvalId", e.transfer_id AS "transferId", e.data::text,
      c.position::text, c.hash
    FROM audit_events e LEFT JOIN audit_chain c ON c.event_sequence = e.sequence
    WHERE e.approval_id IN (SELECT approval_id FROM asked) OR e.transfer_id IN (SELECT transfer_id FROM made)
    ORDER BY e.sequence`
  return (await withDeadline(query)).map((row) => ({ ...row, data: JSON.parse(row.data) as Record<string, unknown> }))
}

/** The SQL condition for a starting point. Each has an index in db/schema.ts. */
function metBy(entry: TrailEntry, sql: Database['sql']): postgres.PendingQuery<postgres.Row[]> {
  if ('approvalId' in entry) return sql`approval_id = ${entry.approvalId}`
  if ('transferId' in entry) return sql`transfer_id = ${entry.transferId}`
  if ('chatId' in entry) return sql`data ? 'chatId' AND data ->> 'chatId' = ${entry.chatId}`
  if ('toolCallId' in entry) return sql`data ? 'toolCallId' AND data ->> 'toolCallId' = ${entry.toolCallId}`
  if ('deviceId' in entry) return sql`data ? 'device' AND data #>> '{device,id}' = ${entry.deviceId}`
  return sql`data ? 'agentClientId' AND data ->> 'agentClientId' = ${entry.agentClientId}`
}
