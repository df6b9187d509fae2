import { moveApproval } from '@/lib/approvals/move-approval'
import { tellTenant } from '@/lib/auth0/ai/tell-tenant'
import { database, withDeadline } from '@/lib/platform/database/client'
import { Problem } from '@/lib/platform/http/problem'
import type { ConditionalOrder } from './conditional-order'
import { getConditional } from './list-conditionals'

/**
 * Withdraws a conditional order; where the phone is being asked, that request as well.
 * @throws Problem `not_found`; `conflict` once it has ended
 */
export async function withdrawConditional(customerId: string, id: string): Promise<ConditionalOrder> {
  const found = await getConditional(customerId, id)
  const withdrawn = await withDeadline(database().sql`
    UPDATE conditional_orders SET status = 'cancelled'
    WHERE id = ${found.id} AND status = 'pending' AND expires_at > now() RETURNING id`)
  if (withdrawn.length === 0) await withdrawAsked(await getConditional(customerId, id))
  return getConditional(customerId, id)
}

async function withdrawAsked({ status, approvalId }: ConditionalOrder): Promise<void> {
  const isWithdrawn = status === 'asked' && approvalId && (await moveApproval(approvalId, 'cancelled'))
  if (!isWithdrawn) throw new Problem('conflict', { detail: 'This order has already ended.' })
  tellTenant()
}
