import { and, desc, inArray, sql } from 'drizzle-orm'
import { z } from 'zod'
import { approvals } from '@/db/schema'
import { database, withDeadline } from '@/lib/platform/database/client'
import { listCursor, listLimit, type Place, pageOf } from '@/lib/platform/http/list-page'
import { type Approval, asApproval, ownTransfers } from './approval'
import { APPROVAL_STATUSES, type ApprovalStatus } from './approval-states'

const APPROVALS_DEFAULT = 100

/** Trap: the kind `order` is only of orders that the bank pays nothing for, such as a sale. */
const AT_BUSINESS = sql`${approvals.details} ->> 'type' IN ('product_order', 'stock_order')`

const statuses = z
  .string()
  .describe(`of ${APPROVAL_STATUSES.join(', ')}, comma-separated; all where it is left out`)
  .transform((text, context) => {
    const asked = text === '' ? [] : text.split(',')
    const known = asked.filter((status): status is ApprovalStatus =>
      APPROVAL_STATUSES.includes(status as ApprovalStatus),
    )
    if (known.length < asked.length) {
      context.addIssue({ code: 'custom', message: `must be of ${APPROVAL_STATUSES.join(', ')}, comma-separated` })
    }
    return known
  })
/** The parameters of a page of approvals. */
export const approvalPage = z.object({ cursor: listCursor, limit: listLimit(APPROVALS_DEFAULT), status: statuses })

export interface ApprovalPage {
  /** The last approval of the page before; null for the newest. */
  cursor: Place | null
  limit: number
  /** Only those in one of these; empty for all. */
  status: ApprovalStatus[]
}

/** Reads `cursor`, `limit` (1 to 100, 100 by default) and `status` from an address. @throws ZodError naming the bad one. */
export function parseApprovalPage(query: URLSearchParams): ApprovalPage {
  const { cursor, limit, status } = Object.fromEntries(query)
  return approvalPage.parse({ cursor: cursor ?? '', limit: limit ?? '', status: status ?? '' })
}

/** A page of the customer's approvals, newest first, or of those alone that are for an order at a business. */
export async function listApprovals(
  customerId: string,
  { cursor, limit, status }: ApprovalPage,
  ordersOnly = false,
): Promise<{ approvals: Approval[]; nextCursor: string | null }> {
  const after =
    cursor &&
    sql`(${approvals.createdAt}, ${approvals.id}) < (${cursor.at.toISOString()}::timestamptz, ${cursor.id}::uuid)`
  const among = status.length > 0 ? inArray(approvals.status, status) : undefined
  const query = database().db.select().from(approvals)
  const rows = await withDeadline(
    query
      .where(and(ownTransfers(customerId), ordersOnly ? AT_BUSINESS : undefined, after ?? undefined, among))
      .orderBy(desc(approvals.createdAt), desc(approvals.id))
      .limit(limit + 1),
  )
  const { page, nextCursor } = pageOf(rows, limit, ({ createdAt, id }) => ({ at: createdAt, id }))
  return { approvals: page.map(asApproval), nextCursor }
}
