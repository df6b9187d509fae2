import type postgres from 'postgres'
import { database, withDeadline } from '@/lib/platform/database/client'
import type { Place } from '@/lib/platform/http/list-page'
import { Problem } from '@/lib/platform/http/problem'
import { uuid } from '@/lib/platform/text/uuid'
import { asConditionalOrder, type ConditionalOrder, type ConditionalRow } from './conditional-order'

export const CONDITIONALS_LISTED = 100

/** The customer's conditional orders, a hundred at most: those that go on, then the others, each newest first. */
export async function listConditionals(customerId: string): Promise<ConditionalOrder[]> {
  const { sql } = database()
  const goesOn = sql`(o.status = 'pending' AND o.expires_at > now() OR a.status IN ('requested', 'pending', 'approved')) IS TRUE`
  return (await select(sql`o.customer_id = ${customerId}`, sql`${goesOn} DESC, o.created_at DESC, o.id DESC`)).map(
    asConditionalOrder,
  )
}

/** A page of all of the customer's conditional orders, newest first: those after a place, a hundred at most. */
export async function pageOfConditionals(customerId: string, after: Place | null): Promise<ConditionalOrder[]> {
  const { sql } = database()
  const rows = await select(
    after
      ? sql`o.customer_id = ${customerId} AND (o.created_at, o.id) < (${after.at.toISOString()}::timestamptz, ${after.id}::uuid)`
      : sql`o.customer_id = ${customerId}`,
  )
  return rows.map(asConditionalOrder)
}

/** @throws Problem `not_found` unless the customer has such an order */
export async function getConditional(customerId: string, id: string): Promise<ConditionalOrder> {
  const named = uuid.safeParse(id)
  const { sql } = database()
  const [row] = named.success ? await select(sql`o.customer_id = ${customerId} AND o.id = ${named.data}`) : []
  if (!row) throw new Problem('not_found')
  return asConditionalOrder(row)
}

type Fragment = postgres.PendingQuery<postgres.Row[]>

/** Once the phone was asked, the order's state is its approval's. */
function select(
  which: Fragment,
  order: Fragment = database().sql`o.created_at DESC, o.id DESC`,
): Promise<ConditionalRow[]> {
  return withDeadline(database().sql<ConditionalRow[]>`
    SELECT o.id, o.ticker, o.qty, o.side, o.price_is, o.price_minor, o.currency, o.approval_id, o.created_at, o.expires_at,
      coalesce(o.reason, a.reason) AS reason,
      CASE WHEN o.status = 'pending' AND o.expires_at <= now() THEN 'expired' WHEN o.status <> 'asked' THEN o.status
        ELSE CASE a.status WHEN 'posted' THEN 'filled' WHEN 'denied' THEN 'denied' WHEN 'expired' THEN 'expired'
          WHEN 'cancelled' THEN 'cancelled' WHEN 'failed' THEN 'cancelled' ELSE 'asked' END END AS status
    FROM conditional_orders o LEFT JOIN approvals a ON a.id = o.approval_id
    WHERE ${which} ORDER BY ${order} LIMIT ${CONDITIONALS_LISTED}`)
}
