import { withdrawChange } from '@/lib/auth0/ai/change-confirmation'
import { requireCustomerWrite } from '@/lib/auth0/session/customer-write'
import { answer } from '@/lib/platform/http/answer'
import { answerConfirmation } from '../answer-confirmation'

/** Withdraws the change that waits for the phone. Today's rule stays. */
export const POST = answer(async (request: Request) => {
  const customer = await requireCustomerWrite(request)
  await withdrawChange(customer)
  return answerConfirmation(customer.id)
})
