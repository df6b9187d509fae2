import { z } from 'zod'
import type { Agent } from '@/lib/approvals/agent'
import { localPhone } from '@/lib/auth0/local-phone'
import type { McpGrant } from '@/lib/auth0/token/verify-mcp-token'
import { askGrants } from './ask-grants'

/** How long the tenant's yes is cached: below the minute in which a revoked agent must be out on every replica. */
const SERVES_MS = 30_000
/** Past this number the whole cache is dropped. */
const KEPT_MAX = 10_000

const answer = z.discriminatedUnion('active', [
  z.object({ active: z.literal(false) }),
  z.object({
    active: z.literal(true),
    sub: z.string(),
    client_id: z.string(),
    client_name: z.string(),
    client_host: z.string().nullable(),
  }),
])

interface Kept {
  subject: string
  agent: Agent
  until: number
}

// On globalThis, so that all of the app's bundles forget a grant together.
const shared = globalThis as { bainkGrants?: Map<string, Kept> }

function kept(): Map<string, Kept> {
  shared.bainkGrants ??= new Map()
  return shared.bainkGrants
}

/**
 * The token's agent, or null if the customer has taken back its access. Asks the local tenant at most twice a minute
 * per grant, and always (`now`) before the customer's phone is asked. Other tenants cannot be asked: there the access
 * ends with the short-lived token (docs/decisions/036).
 * @throws Problem `unavailable` if the tenant does not answer.
 */
export async function agentOf(grant: McpGrant, now = false): Promise<Agent | null> {
  const { grantId, clientId, subject } = grant
  if (!localPhone()) return { clientId, name: clientId, host: hostOf(clientId) }
  if (grantId === null) return null
  const known = kept().get(grantId)
  if (known && !now && known.until > performance.now())
    return known.subject === subject && known.agent.clientId === clientId ? known.agent : null
  const said = await askGrants('/check', { grant_id: grantId }, answer)
  if (!said.active || said.sub !== subject || said.client_id !== clientId) {
    kept().delete(grantId)
    return null
  }
  const agent = { clientId, name: said.client_name, host: said.client_host }
  if (kept().size >= KEPT_MAX) kept().clear()
  kept().set(grantId, { subject, agent, until: performance.now() + SERVES_MS })
  return agent
}

/** Forgets what the tenant said of an agent's access to a customer's accounts. */
export function forgetGrantsOf(subject: string, clientId: string): void {
  for (const [id, grant] of kept())
    if (grant.subject === subject && grant.agent.clientId === clientId) kept().delete(id)
}

/** The host of a client id that is the address of a metadata document. */
function hostOf(clientId: string): string | null {
  return clientId.startsWith('https://') && URL.canParse(clientId) ? new URL(clientId).host : null
}
