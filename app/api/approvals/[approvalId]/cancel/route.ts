import { getApproval } from '@/lib/approvals/approval'
import { moveApproval } from '@/lib/approvals/move-approval'
import { requireCustomerWrite } from '@/lib/auth0/customer-write'
import { answer } from '@/lib/http/answer'
import { privateJson } from '@/lib/http/private-json'
import { Problem } from '@/lib/http/problem'

interface Context {
  params: Promise<{ approvalId: string }>
}

/** The customer withdraws what Aiya asked for. A tap on the phone that comes later finds the row final. */
export const POST = answer(async (request: Request, { params }: Context) => {
  const customer = await requireCustomerWrite(request)
  const { id } = await getApproval(customer.id, (await params).approvalId)
  if (!(await moveApproval(id, 'cancelled')))
    throw new Problem('conflict', { detail: 'This request has already ended.' })
  return privateJson(await getApproval(customer.id, id))
})
