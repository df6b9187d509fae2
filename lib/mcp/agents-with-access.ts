import { z } from 'zod'
import { agent } from '@/lib/approvals/agent-schema'
import { withdrawForAgent } from '@/lib/approvals/end-approval'
import { revokeMandatesOf } from '@/lib/approvals/mandates/revoke-mandate'
import { tellTenant } from '@/lib/auth0/ai/tell-tenant'
import { localPhone } from '@/lib/auth0/local-phone'
import type { Customer } from '@/lib/ledger/customer'
import { instant } from '@/lib/platform/time/instant'
import { askGrants } from './ask-grants'
import { forgetGrantsOf } from './grant-alive'

/** An agent from outside that its customer has let in. */
export const agentWithAccess = agent.extend({
  scopes: z.array(z.string()),
  grantedAt: instant,
  lastUsedAt: instant.nullable(),
})

export type AgentWithAccess = z.output<typeof agentWithAccess>

/** The agent whose access is taken back. In the body, because many client ids are URLs. */
export const revocation = z.strictObject({ clientId: z.string().min(1).max(1_000) })

const listed = z.object({
  grants: z.array(
    z.object({
      client_id: z.string(),
      client_name: z.string(),
      client_host: z.string().nullable(),
      scopes: z.array(z.string()),
      granted_at: instant,
      last_used_at: instant.nullable(),
    }),
  ),
})
const revoked = z.object({ revoked: z.number() })

/**
 * The agents that have access to the customer's accounts, the newest first; null where the tenant keeps that list to itself.
 * @throws Problem `unavailable`
 */
export async function listAgentsWithAccess({ subject }: Customer): Promise<AgentWithAccess[] | null> {
  if (!localPhone()) return null
  const { grants } = await askGrants('', { sub: subject }, listed)
  return grants.map((grant) => ({
    clientId: grant.client_id,
    name: grant.client_name,
    host: grant.client_host,
    scopes: grant.scopes,
    grantedAt: grant.granted_at,
    lastUsedAt: grant.last_used_at,
  }))
}

/**
 * Takes an agent's access back. Its tokens end, here at once and on every replica within a minute; then its open
 * approvals are withdrawn and its mandates revoked.
 * @returns whether the agent had access
 * @throws Problem `unavailable`; its access may then stand.
 */
export async function revokeAccess({ id, subject }: Customer, clientId: string): Promise<boolean> {
  if (!localPhone()) return false
  const { revoked: count } = await askGrants('/revoke', { sub: subject, agent: clientId }, revoked)
  forgetGrantsOf(subject, clientId)
  await withdrawForAgent(id, clientId)
  await revokeMandatesOf(id, clientId)
  tellTenant()
  return count > 0
}
