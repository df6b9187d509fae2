import { readAgentTransfers } from '@/lib/approvals/agent-freeze'
import { requireCustomer, signedInAt } from '@/lib/auth0/session/session'
import { answer } from '@/lib/platform/http/answer'
import { privateJson } from '@/lib/platform/http/private-json'

/** Whether the customer has frozen agents, and whether this session signed in recently enough to thaw them. */
export const GET = answer(async () => {
  const customer = await requireCustomer()
  return privateJson(await readAgentTransfers(customer.id, await signedInAt()))
})
