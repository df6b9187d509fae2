import { endMandate } from '@/lib/auth0/ai/request-mandate'
import { requireCustomerWrite } from '@/lib/auth0/session/customer-write'
import { answer } from '@/lib/platform/http/answer'
import { privateJson } from '@/lib/platform/http/private-json'

interface Context {
  params: Promise<{ mandateId: string }>
}

/** Revokes a mandate at once, without the phone. */
export const DELETE = answer(async (request: Request, { params }: Context) => {
  const customer = await requireCustomerWrite(request)
  return privateJson({ mandate: await endMandate(customer, (await params).mandateId) })
})
