import type postgres from 'postgres'
import { database, withDeadline } from '@/lib/platform/database/client'
import type { Place } from '@/lib/platform/http/list-page'
import { Problem } from '@/lib/platform/http/problem'
import { uuid } from '@/lib/platform/text/uuid'
import { asScheduledTransfer, type ScheduledRow, type ScheduledTransfer } from './scheduled-transfer'

export const SCHEDULED_LISTED = 100

/** The customer's scheduled transfers, a hundred at most: those that go on by their next day, then the others, newest first. */
export async function listScheduled(customerId: string): Promise<ScheduledTransfer[]> {
  return select(database().sql`s.customer_id = ${customerId}`)
}

/** A page of all of the customer's scheduled transfers, newest first: those after a place, a hundred at most. */
export async function pageOfScheduled(customerId: string, after: Place | null): Promise<ScheduledTransfer[]> {
  const { sql } = database()
  const which = after
    ? sql`s.customer_id = ${customerId} AND (s.created_at, s.id) < (${after.at.toISOString()}::timestamptz, ${after.id}::uuid)`
    : sql`s.customer_id = ${customerId}`
  return select(which, sql`s.created_at DESC, s.id DESC`)
}

/** @throws Problem `not_found` unless the customer has such an order */
export async function getScheduled(customerId: string, id: string): Promise<ScheduledTransfer> {
  const named = uuid.safeParse(id)
  const found = named.success ? await findScheduled(customerId, named.data) : undefined
  if (!found) throw new Problem('not_found')
  return found
}

/** @param id a UUID */
export async function findScheduled(customerId: string, id: string): Promise<ScheduledTransfer | undefined> {
  const { sql } = database()
  return (await select(sql`s.customer_id = ${customerId} AND s.id = ${id}`))[0]
}

type Fragment = postgres.PendingQuery<postgres.Row[]>

async function select(
  which: Fragment,
  order: Fragment = database().sql`s.next_on NULLS LAST, s.created_at DESC, s.id DESC`,
): Promise<ScheduledTransfer[]> {
  const rows = await withDeadline(database().sql<ScheduledRow[]>`
    SELECT s.id, s.status, s.debtor_account_id AS "fromAccountId", s.creditor_account_id AS "toAccountId", s.amount_minor AS "amountMinor",
      s.currency, s.memo, s.starts_on::text AS "startsOn", s.every, s.ends_on::text AS "endsOn", s.time_zone AS "timeZone",
      s.next_on::text AS "nextOn", s.created_at AS "createdAt", r.due_on::text AS "runOn", r.outcome, r.reason, r.reached_limit AS "reachedLimit",
      coalesce(r.transfer_id, a.transfer_id) AS "transferId", r.approval_id AS "approvalId", a.status AS "approvalStatus"
    FROM scheduled_transfers s
      LEFT JOIN LATERAL (SELECT * FROM scheduled_runs r WHERE r.scheduled_id = s.id ORDER BY r.due_on DESC LIMIT 1) r ON true
      LEFT JOIN approvals a ON a.id = r.approval_id
    WHERE ${which} ORDER BY ${order} LIMIT ${SCHEDULED_LISTED}`)
  return rows.map(asScheduledTransfer)
}
