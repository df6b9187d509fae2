import { listApprovals, parseApprovalPage } from '@/lib/approvals/list-approvals'
import { requireCustomer } from '@/lib/auth0/session/session'
import { answer } from '@/lib/platform/http/answer'
import { privateJson } from '@/lib/platform/http/private-json'

/** A page of the customer's approvals of orders at a business, newest first; parameters as in `/api/approvals`. */
export const GET = answer(async (request: Request) => {
  const customer = await requireCustomer()
  const page = parseApprovalPage(new URL(request.url).searchParams)
  return privateJson(await listApprovals(customer.id, page, true))
})
