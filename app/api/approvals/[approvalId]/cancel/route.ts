import { getApproval } from '@/lib/approvals/approval'
import { moveApproval } from '@/lib/approvals/move-approval'
import { tellTenant } from '@/lib/auth0/ai/tell-tenant'
import { requireCustomerWrite } from '@/lib/auth0/session/customer-write'
import { answer } from '@/lib/platform/http/answer'
import { privateJson } from '@/lib/platform/http/private-json'
import { Problem } from '@/lib/platform/http/problem'

interface Context {
  params: Promise<{ approvalId: string }>
}

/** Withdraws an open approval for the customer. A later tap on the phone finds the approval ended. */
export const POST = answer(async (request: Request, { params }: Context) => {
  const customer = await requireCustomerWrite(request)
  const { id } = await getApproval(customer.id, (await params).approvalId)
  if (!(await moveApproval(id, 'cancelled')))
    throw new Problem('conflict', { detail: 'This request has already ended.' })
  tellTenant()
  return privateJson(await getApproval(customer.id, id))
})
