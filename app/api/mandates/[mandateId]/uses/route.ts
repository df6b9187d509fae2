import { getMandate } from '@/lib/approvals/mandates/list-mandates'
import { requireCustomer } from '@/lib/auth0/session/session'
import { listUses } from '@/lib/evidence/receipts/issue-mandate-receipts'
import { answer } from '@/lib/platform/http/answer'
import { privateJson } from '@/lib/platform/http/private-json'

interface Context {
  params: Promise<{ mandateId: string }>
}

/** What was asked for under a mandate, refusals too, each with its signed receipt. */
export const GET = answer(async (request: Request, { params }: Context) => {
  const customer = await requireCustomer(request)
  const { id } = await getMandate(customer.id, (await params).mandateId)
  return privateJson({ uses: await listUses(customer.id, id) })
})
