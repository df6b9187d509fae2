import { requireCustomerWrite } from '@/lib/auth0/session/customer-write'
import { withdrawConditional } from '@/lib/conditional-orders/withdraw-conditional'
import { answer } from '@/lib/platform/http/answer'
import { privateJson } from '@/lib/platform/http/private-json'

interface Context {
  params: Promise<{ orderId: string }>
}

/** Withdraws a conditional order, and what the phone is being asked because of it. */
export const DELETE = answer(async (request: Request, { params }: Context) => {
  const { id } = await requireCustomerWrite(request)
  return privateJson({ conditionalOrder: await withdrawConditional(id, (await params).orderId) })
})
