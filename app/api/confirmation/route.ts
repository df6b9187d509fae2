import { changeConfirmation } from '@/lib/auth0/ai/change-confirmation'
import { requireCustomerWrite } from '@/lib/auth0/session/customer-write'
import { requireCustomer } from '@/lib/auth0/session/session'
import { parseConfirmation } from '@/lib/ledger/confirmation'
import { answer } from '@/lib/platform/http/answer'
import { readJson } from '@/lib/platform/http/read-json'
import { answerConfirmation } from './answer-confirmation'

/** The rule for when the portal asks the customer's phone. */
export const GET = answer(async () => answerConfirmation((await requireCustomer()).id))

/** Changes the rule. A stricter one holds at once; a looser one waits for the phone (202). */
export const PUT = answer(async (request: Request) => {
  const customer = await requireCustomerWrite(request)
  const isAsked = await changeConfirmation(customer, parseConfirmation(await readJson(request)))
  return answerConfirmation(customer.id, isAsked ? 202 : 200)
})
