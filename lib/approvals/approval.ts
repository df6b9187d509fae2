import { and, desc, eq, inArray } from 'drizzle-orm'
import { database, withDeadline } from '@/db/client'
import { approvals } from '@/db/schema'
import type { PaymentInitiation } from '@/lib/auth0/payment-initiation'
import { Problem } from '@/lib/http/problem'
import { uuid } from '@/lib/text/uuid'
import type { ApprovalStatus } from './approval-states'
import type { ApprovalMark } from './marks'

const LISTED_MAX = 100

/** An approval as the API shows it: to its own customer, without the tenant's handle. */
export interface Approval {
  id: string
  status: ApprovalStatus
  reason: string | null
  bindingMessage: string
  details: PaymentInitiation
  createdAt: string
  expiresAt: string
  transferId: string | null
  /** Left out where there is nothing to look at twice. */
  marks?: ApprovalMark[]
}

/** The customer's approvals, newest first, at most 100. */
export async function listApprovals(customerId: string): Promise<Approval[]> {
  const query = database().db.select().from(approvals).where(eq(approvals.customerId, customerId))
  return (await withDeadline(query.orderBy(desc(approvals.createdAt)).limit(LISTED_MAX))).map(asApproval)
}

/** @throws Problem `not_found` if this customer has no such approval. */
export async function getApproval(customerId: string, id: string): Promise<Approval> {
  const known = uuid.safeParse(id)
  const [approval] = known.success ? await findApprovals(customerId, [known.data]) : []
  if (!approval) throw new Problem('not_found')
  return approval
}

/** Those of the given approvals that are this customer's. */
export async function findApprovals(customerId: string, ids: string[]): Promise<Approval[]> {
  if (ids.length === 0) return []
  const own = and(eq(approvals.customerId, customerId), inArray(approvals.id, ids))
  return (await withDeadline(database().db.select().from(approvals).where(own))).map(asApproval)
}

function asApproval(row: typeof approvals.$inferSelect): Approval {
  return {
    id: row.id,
    status: row.status as ApprovalStatus,
    reason: row.reason,
    bindingMessage: row.bindingMessage,
    details: row.details as PaymentInitiation,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    transferId: row.transferId,
    ...marked(row.marks as ApprovalMark[]),
  }
}

/** The member that says what to look at twice, where there is something. */
export function marked(marks: ApprovalMark[] | undefined): { marks?: ApprovalMark[] } {
  return marks && marks.length > 0 ? { marks } : {}
}
