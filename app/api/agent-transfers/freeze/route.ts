import { freezeAgentTransfers } from '@/lib/approvals/agent-freeze'
import { requireCustomerWrite } from '@/lib/auth0/customer-write'
import { answer } from '@/lib/http/answer'
import { privateJson } from '@/lib/http/private-json'

/** Freezes all that agents do. Once this has answered, no agent's transfer follows. */
export const POST = answer(async (request: Request) => {
  const customer = await requireCustomerWrite(request)
  return privateJson(await freezeAgentTransfers(customer.id))
})
