import { readAgentTransfers } from '@/lib/approvals/agent-freeze'
import { requireCustomer } from '@/lib/auth0/session'
import { signedInAt } from '@/lib/auth0/signed-in-at'
import { answer } from '@/lib/http/answer'
import { privateJson } from '@/lib/http/private-json'

/** Whether the customer has frozen agents, and whether this session has signed in since and may thaw them. */
export const GET = answer(async () => {
  const customer = await requireCustomer()
  return privateJson(await readAgentTransfers(customer.id, await signedInAt()))
})
