import { thawAgentTransfers } from '@/lib/approvals/agent-freeze'
import { requireCustomerWrite } from '@/lib/auth0/session/customer-write'
import { signedInAt } from '@/lib/auth0/session/session'
import { answer } from '@/lib/platform/http/answer'
import { privateJson } from '@/lib/platform/http/private-json'

/** Lets agents ask again. Only for a session that signed in after the freeze, and within the last five minutes. */
export const POST = answer(async (request: Request) => {
  const customer = await requireCustomerWrite(request)
  return privateJson(await thawAgentTransfers(customer.id, await signedInAt()))
})
