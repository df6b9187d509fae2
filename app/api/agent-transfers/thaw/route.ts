import { thawAgentTransfers } from '@/lib/approvals/agent-freeze'
import { requireCustomerWrite } from '@/lib/auth0/customer-write'
import { signedInAt } from '@/lib/auth0/signed-in-at'
import { answer } from '@/lib/http/answer'
import { privateJson } from '@/lib/http/private-json'

/** Lets agents ask again; only for a session that has signed in since the freeze, within the last five minutes. */
export const POST = answer(async (request: Request) => {
  const customer = await requireCustomerWrite(request)
  return privateJson(await thawAgentTransfers(customer.id, await signedInAt()))
})
