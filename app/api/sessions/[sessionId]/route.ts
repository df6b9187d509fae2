import { requireCustomerWrite } from '@/lib/auth0/session/customer-write'
import { endSession } from '@/lib/auth0/session/end-sessions'
import { answer } from '@/lib/platform/http/answer'
import { Problem } from '@/lib/platform/http/problem'
import { uuid } from '@/lib/platform/text/uuid'

interface Context {
  params: Promise<{ sessionId: string }>
}

/** Ends one of the customer's sessions, at once. */
export const DELETE = answer(async (request: Request, { params }: Context) => {
  const customer = await requireCustomerWrite(request)
  const id = uuid.safeParse((await params).sessionId)
  if (!id.success || !(await endSession(customer.id, id.data))) throw new Problem('not_found')
  return new Response(null, { status: 204 })
})
