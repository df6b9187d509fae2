import { requireCustomerWrite } from '@/lib/auth0/session/customer-write'
import { listAgentsWithAccess, revocation, revokeAccess } from '@/lib/mcp/agents-with-access'
import { answer } from '@/lib/platform/http/answer'
import { privateJson } from '@/lib/platform/http/private-json'
import { Problem } from '@/lib/platform/http/problem'
import { readJson } from '@/lib/platform/http/read-json'

/** Revokes an agent's access, and answers with the agents that still have access. */
export const POST = answer(async (request: Request) => {
  const customer = await requireCustomerWrite(request)
  const { clientId } = revocation.parse(await readJson(request))
  if (!(await revokeAccess(customer, clientId))) throw new Problem('not_found')
  return privateJson({ agents: await listAgentsWithAccess(customer) })
})
