import { freezeAgentTransfers } from '@/lib/approvals/agent-freeze'
import { requireCustomerWrite } from '@/lib/auth0/session/customer-write'
import { answer } from '@/lib/platform/http/answer'
import { privateJson } from '@/lib/platform/http/private-json'

/** Freezes all agents. Once this has answered, no agent's transfer is posted. */
export const POST = answer(async (request: Request) => {
  const customer = await requireCustomerWrite(request)
  return privateJson(await freezeAgentTransfers(customer.id))
})
