import { readAgentTransfers, resumeAsking } from '@/lib/approvals/agent-freeze'
import { requireCustomerWrite } from '@/lib/auth0/session/customer-write'
import { signedInAt } from '@/lib/auth0/session/session'
import { answer } from '@/lib/platform/http/answer'
import { privateJson } from '@/lib/platform/http/private-json'

/** Lets Aiya ask again after three noes. It needs no fresh sign-in: she can still only ask, and the phone decides. */
export const POST = answer(async (request: Request) => {
  const customer = await requireCustomerWrite(request)
  await resumeAsking(customer.id)
  return privateJson(await readAgentTransfers(customer.id, await signedInAt()))
})
