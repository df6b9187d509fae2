import { eq } from 'drizzle-orm'
import { approvals, customers } from '@/db/schema'
import { toolOf } from '@/lib/ai/protected/protected-tools'
import type { Approval } from '@/lib/approvals/approval'
import { allDetails } from '@/lib/approvals/approved'
import { verifyOwnToken } from '@/lib/auth0/token/verify-own-token'
import { asRefusal } from '@/lib/ledger/refusal'
import { database, withDeadline } from '@/lib/platform/database/client'
import { announce } from '@/lib/platform/events/announce'
import { tellTenant } from './tell-tenant'

type Taken = Pick<Approval, 'id' | 'details' | 'payment' | 'bindingMessage'>

/**
 * Settles the approval of an order that its business has taken and that nobody pays for at the bank. The token's evidence
 * goes into the audit, after it was proven as the business proved it.
 */
export async function settleOrder(approval: Taken, accessToken: string): Promise<void> {
  const { id, bindingMessage } = approval
  const { scope, audience } = toolOf(approval)
  const query = database().db.select({ customerId: customers.id, subject: customers.subject }).from(approvals)
  const [customer] = await withDeadline(
    query.innerJoin(customers, eq(customers.id, approvals.customerId)).where(eq(approvals.id, id)),
  )
  if (!customer) throw new Error('an approval of nobody')
  const { customerId, subject } = customer
  const asked = { details: allDetails(approval), bindingMessage, scope, audience: audience() }
  const { evidence } = await verifyOwnToken(accessToken, subject, asked)
  await withDeadline(database().sql`
    SELECT settle_order(p_id => ${id}, p_customer => ${customerId}, p_evidence => ${JSON.stringify(evidence)})`).catch(
    (error: unknown) => {
      throw asRefusal(error)
    },
  )
  tellTenant()
  announce(customerId, 'approval')
}
