import { type Approval, getApproval } from '@/lib/approvals/approval'
import { Problem } from '@/lib/platform/http/problem'
import type { Caller } from './require-agent'

/**
 * An approval that this agent has asked this customer for.
 * @throws Problem `not_found` if there is none: one of Aiya's or of another agent is the same as none.
 */
export async function findOwnApproval({ customer, agent }: Caller, id: string): Promise<Approval> {
  const approval = await getApproval(customer.id, id)
  if (approval.agent?.clientId !== agent.clientId) throw new Problem('not_found')
  return approval
}
