import { listApprovals, parseApprovalPage } from '@/lib/approvals/list-approvals'
import { requireCustomer } from '@/lib/auth0/session/session'
import { answer } from '@/lib/platform/http/answer'
import { privateJson } from '@/lib/platform/http/private-json'

/**
 * A page of the customer's approvals, newest first; with `status` (comma-separated) only those in one of these states.
 */
export const GET = answer(async (request: Request) => {
  const customer = await requireCustomer()
  const page = parseApprovalPage(new URL(request.url).searchParams)
  return privateJson(await listApprovals(customer.id, page))
})
