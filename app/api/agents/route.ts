import { requireCustomer } from '@/lib/auth0/session/session'
import { listAgentsWithAccess } from '@/lib/mcp/agents-with-access'
import { answer } from '@/lib/platform/http/answer'
import { privateJson } from '@/lib/platform/http/private-json'

/** The agents from outside with access to the customer's accounts; null with a tenant that does not tell. */
export const GET = answer(async () => {
  const customer = await requireCustomer()
  return privateJson({ agents: await listAgentsWithAccess(customer) })
})
