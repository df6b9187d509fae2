import { getApproval } from '@/lib/approvals/approval'
import { requireCustomer } from '@/lib/auth0/session/session'
import { answer } from '@/lib/platform/http/answer'
import { privateJson } from '@/lib/platform/http/private-json'

interface Context {
  params: Promise<{ approvalId: string }>
}

export const GET = answer(async (_request: Request, { params }: Context) => {
  const customer = await requireCustomer()
  return privateJson(await getApproval(customer.id, (await params).approvalId))
})
