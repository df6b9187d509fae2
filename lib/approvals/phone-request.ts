import { and, eq } from 'drizzle-orm'
import { approvals } from '@/db/schema'
import { database, withDeadline } from '@/lib/platform/database/client'
import { Problem } from '@/lib/platform/http/problem'
import { type Approval, asApproval } from './approval'
import type { ConfirmationChange } from './confirmation-change'
import type { StandingMandate } from './mandates/standing-mandate'

/** The approval of a change that takes effect without a payment: when the phone is asked, or what an agent may do. */
export type ChangeRequest = Omit<Approval, 'details' | 'payment'> & { details: ConfirmationChange | StandingMandate }

const CHANGES: string[] = ['confirmation_limit_change', 'standing_mandate'] satisfies ChangeRequest['details']['type'][]

/** Whatever a phone can be asked: one life, one lease, one way to a token. */
export type PhoneRequest = Approval | ChangeRequest

/** Whether the phone is asked about a transfer or an order, and not about a change. */
export function isApproval(request: PhoneRequest): request is Approval {
  return !CHANGES.includes(request.details.type)
}

/** @throws Problem `not_found` if this customer's phone was never asked that. */
export async function getPhoneRequest(customerId: string, id: string): Promise<PhoneRequest> {
  const query = database().db.select().from(approvals)
  const [row] = await withDeadline(query.where(and(eq(approvals.id, id), eq(approvals.customerId, customerId))))
  if (!row) throw new Problem('not_found')
  return asApproval(row) as PhoneRequest
}
