import type { Agent } from '@/lib/approvals/agent'
import { unauthenticated } from '@/lib/auth0/token/agent-credential'
import { spendProof } from '@/lib/auth0/token/spend-proof'
import { type McpGrant, verifyMcpToken } from '@/lib/auth0/token/verify-mcp-token'
import { type Customer, customerOfAgent } from '@/lib/ledger/customer'
import { limitAddress, limitOutsideAgent } from '@/lib/platform/http/rate-limit'
import { agentOf } from './grant-alive'
import { mcpAddress } from './resource'

/** Who calls, and for whom. */
export interface Caller {
  customer: Customer
  agent: Agent
  grant: McpGrant
}

/**
 * The agent that calls, by its token and nothing else, and the customer who let it in.
 * @throws Problem `unauthenticated`, `rate_limited`, and as `customerOfAgent`
 */
export async function requireAgent(request: Request): Promise<Caller> {
  const caller = await callerOf(request).catch(async (refused: unknown) => {
    await limitAddress(request)
    throw refused
  })
  await limitOutsideAgent(caller.agent.clientId, caller.customer.id)
  if (caller.grant.proof) await spendProof(caller.grant.proof)
  return caller
}

async function callerOf(request: Request): Promise<Caller> {
  const grant = await verifyMcpToken(request, mcpAddress())
  const agent = await agentOf(grant)
  if (!agent) throw unauthenticated(grant.proof ? 'dpop' : 'bearer', 'access was taken back')
  return { customer: await customerOfAgent(grant.subject), agent, grant }
}

/**
 * Asks the tenant once more, right now, before the customer's phone is asked.
 * @throws Problem `unauthenticated` if the customer has taken the agent's access back.
 */
export async function requireAccessNow({ grant }: Caller): Promise<void> {
  if (!(await agentOf(grant, true))) throw unauthenticated(grant.proof ? 'dpop' : 'bearer', 'access was taken back')
}
