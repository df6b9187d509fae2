import { type Customer, customerOfAgent } from '@/lib/ledger/customer'
import { limitAddress, limitAgent } from '@/lib/platform/http/rate-limit'
import { withWayToToken } from './agent-resource'
import { spendProof } from './spend-proof'
import { type AgentGrant, verifyAgentToken } from './verify-agent-token'

/** An agent that calls the agent API: its token, and the customer that it calls for. */
export interface AgentCaller {
  grant: AgentGrant
  customer: Customer
}

/**
 * Proves the token of a call, counts the call, and spends the proof of the token's key.
 * @throws Problem as `verifyAgentToken`, `rate_limited`; and as `customerOfAgent`
 */
export async function requireCaller(request: Request): Promise<AgentCaller> {
  const caller = await customerWhoApproved(request).catch(async (refused: unknown) => {
    await limitAddress(request)
    throw withWayToToken(refused)
  })
  const { grant, customer } = caller
  await limitAgent(grant.clientId, customer.id, grant.detail?.identifier ?? 'none')
  if (grant.proof) await spendProof(grant.proof)
  return caller
}

async function customerWhoApproved(request: Request): Promise<AgentCaller> {
  const grant = await verifyAgentToken(request)
  return { grant, customer: await customerOfAgent(grant.subject) }
}
