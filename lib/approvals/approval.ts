import { and, eq, inArray } from 'drizzle-orm'
import { z } from 'zod'
import { approvals } from '@/db/schema'
import { database, withDeadline } from '@/lib/platform/database/client'
import { Problem } from '@/lib/platform/http/problem'
import { uuid } from '@/lib/platform/text/uuid'
import { instant } from '@/lib/platform/time/instant'
import { type Agent, AIYA, PORTAL } from './agent'
import { agent } from './agent-schema'
import { APPROVAL_STATUSES, type ApprovalStatus } from './approval-states'
import { type ApprovedDetail, approvedDetail } from './approved-detail'
import { type ApprovalMark, approvalMark } from './marks'
import { type PaymentInitiation, paymentInitiation } from './payment-initiation'

/** An approval as the API shows it: to its own customer, without the tenant's handle. */
export const approval = z.strictObject({
  id: uuid,
  status: z.enum(APPROVAL_STATUSES),
  reason: z.string().nullable().describe('why it failed'),
  bindingMessage: z.string(),
  details: approvedDetail,
  payment: paymentInitiation
    .optional()
    .describe('the transfer that pays for an order; left out where `details` is one'),
  createdAt: instant,
  expiresAt: instant,
  transferId: uuid.nullable(),
  marks: z.array(approvalMark).optional().describe('left out where there is nothing to look at twice'),
  agent: agent.optional().describe('the agent from outside that asked; left out where Aiya did, or the customer'),
  mandateId: uuid
    .optional()
    .describe('the standing mandate that allowed it without the phone; left out where none did'),
  inPortal: z.literal(true).optional().describe('the customer asked, in the portal; left out where an agent did'),
})

export type Approval = z.output<typeof approval>

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
  const own = and(ownTransfers(customerId), inArray(approvals.id, ids))
  return (await withDeadline(database().db.select().from(approvals).where(own))).map(asApproval)
}

/** The customer's approvals of transfers and orders; the phone is asked about other things too (phone-request.ts). */
export const ownTransfers = (customerId: string) =>
  and(eq(approvals.customerId, customerId), inArray(approvals.kind, ['transfer', 'order']))

export function asApproval(row: typeof approvals.$inferSelect): Approval {
  return {
    id: row.id,
    status: row.status as ApprovalStatus,
    reason: row.reason,
    bindingMessage: row.bindingMessage,
    details: row.details as ApprovedDetail,
    ...(row.payment !== null && { payment: row.payment as PaymentInitiation }),
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    transferId: row.transferId,
    ...marked(row.marks as ApprovalMark[]),
    ...askedBy(agentIn(row)),
    ...askedIn(row.agentClientId === PORTAL),
    ...(row.mandateId !== null && { mandateId: row.mandateId }),
  }
}

function agentIn({ agentClientId, agentName, agentHost }: typeof approvals.$inferSelect): Agent | undefined {
  if (agentClientId === AIYA || agentClientId === PORTAL) return undefined
  return { clientId: agentClientId, name: agentName ?? agentClientId, host: agentHost }
}

/** The member that says which agent from outside asked, where one did. */
export function askedBy(agent: Agent | undefined): { agent?: Agent } {
  return agent ? { agent } : {}
}

/** The member that says that the customer asked in the portal. */
export function askedIn(portal: boolean): { inPortal?: true } {
  return portal ? { inPortal: true } : {}
}

/** The member that says what to look at twice, where there is something. */
export function marked(marks: ApprovalMark[] | undefined): { marks?: ApprovalMark[] } {
  return marks && marks.length > 0 ? { marks } : {}
}
