import { listApprovals } from '@/lib/approvals/approval'
import { requireCustomer } from '@/lib/auth0/session'
import { answer } from '@/lib/http/answer'
import { privateJson } from '@/lib/http/private-json'

export const GET = answer(async () => {
  const customer = await requireCustomer()
  return privateJson({ approvals: await listApprovals(customer.id) })
})
