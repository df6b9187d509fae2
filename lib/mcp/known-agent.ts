import { type Agent, AIYA, AIYA_AGENT } from '@/lib/approvals/agent'
import type { Customer } from '@/lib/ledger/customer'
import { env } from '@/lib/platform/env'
import { Problem } from '@/lib/platform/http/problem'
import { listAgentsWithAccess } from './agents-with-access'

/**
 * An agent that the customer may give a mandate to: Aiya, one that they have let in, or one that the bank itself accepts.
 * @throws Problem `invalid_request` for any other; `unavailable` if the tenant does not answer.
 */
export async function requireKnownAgent(customer: Customer, clientId: string): Promise<Agent> {
  if (clientId === AIYA) return AIYA_AGENT
  const found = (await listAgentsWithAccess(customer))?.find((agent) => agent.clientId === clientId)
  if (found) return { clientId, name: found.name, host: found.host }
  if (env().AGENT_CLIENT_IDS.includes(clientId)) return { clientId, name: clientId, host: null }
  throw new Problem('invalid_request', {
    errors: [{ member: 'agent', message: 'must be aiya, or an agent with access to your accounts' }],
  })
}
