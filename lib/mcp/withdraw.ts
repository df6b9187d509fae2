import type { Approval } from '@/lib/approvals/approval'
import { moveApproval } from '@/lib/approvals/move-approval'
import { tellTenant } from '@/lib/auth0/ai/tell-tenant'
import { Problem } from '@/lib/platform/http/problem'
import { findOwnApproval } from './own-approval'
import type { Caller } from './require-agent'

/**
 * The agent withdraws what it asked for; what is withdrawn already stays so.
 * @throws Problem `not_found`, or `conflict` if it has ended in another way.
 */
export async function withdraw(caller: Caller, approvalId: string): Promise<Approval> {
  const { id } = await findOwnApproval(caller, approvalId)
  if (await moveApproval(id, 'cancelled', { reason: 'agent_withdrew' })) tellTenant()
  const approval = await findOwnApproval(caller, id)
  if (approval.status !== 'cancelled') throw new Problem('conflict', { detail: 'This request has already ended.' })
  return approval
}
