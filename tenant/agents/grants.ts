import { createHash } from 'node:crypto'
import type { Client, Provider } from 'oidc-provider'
import { OUTSIDE_GRANT_SECONDS } from '../oidc/lifetimes'
import type { Sql } from '../store/database'
import type { McpScope } from './mcp-api'

/** The access that a customer has just allowed. */
export interface Allowed {
  /** The consent page's interaction. Allowing twice on one page makes one grant. */
  interaction: string
  sub: string
  client: Client
  /** The name and host that the customer was shown. */
  shown: { name: string; host: string | null }
  audience: string
  scopes: McpScope[]
  offline: boolean
}

/**
 * Records the access that a customer has allowed: first the row for the customer's list, then the provider's grant, on
 * which tokens depend. In this order no agent ever has access that the list does not show.
 * @returns the grant's id, which tokens carry as `grant_id`
 */
export async function allow(sql: Sql, provider: Provider, allowed: Allowed): Promise<string> {
  const { interaction, sub, client, shown, audience, scopes, offline } = allowed
  const id = createHash('sha256').update(`grant\n${interaction}`).digest('base64url')
  const known = await sql`
    INSERT INTO tenant.agent_grants (grant_id, sub, client_id, client_name, client_host, scopes)
    VALUES (${id}, ${sub}, ${client.clientId}, ${shown.name}, ${shown.host}, ${scopes.join(' ')})
    ON CONFLICT (grant_id) DO NOTHING RETURNING grant_id`
  if (known.length === 0) return id
  // A client that registered itself is kept as long as its access lasts.
  await sql`
    UPDATE tenant.records SET expires_at = now() + make_interval(secs => ${OUTSIDE_GRANT_SECONDS})
    WHERE model = 'Client' AND id = ${client.clientId}`
  const grant = new provider.Grant({ accountId: sub, clientId: client.clientId })
  grant.jti = id
  grant.addResourceScope(audience, scopes.join(' '))
  if (offline) grant.addOIDCScope('offline_access')
  await grant.save()
  return id
}

/** An agent that has access to a customer's accounts, with everything that it was allowed, over all its grants. */
export interface AgentWithAccess {
  client_id: string
  client_name: string
  /** The host of the agent's metadata document; null for an agent without one. */
  client_host: string | null
  scopes: string[]
  granted_at: Date
  last_used_at: Date | null
  grant_ids: string[]
}

/** The agents that have access to a customer's accounts now, newest first. */
export async function listAgents(sql: Sql, sub: string): Promise<AgentWithAccess[]> {
  const rows = await sql<(Omit<AgentWithAccess, 'scopes' | 'grant_ids'> & { scopes: string; grant_id: string })[]>`
    SELECT allowed.grant_id, allowed.client_id, client_name, client_host, scopes, granted_at, last_used_at
    FROM tenant.agent_grants AS allowed JOIN tenant.records AS record ON record.model = 'Grant' AND record.id = allowed.grant_id
    WHERE sub = ${sub} AND expires_at > now() ORDER BY granted_at DESC`
  const agents = new Map<string, AgentWithAccess>()
  for (const { grant_id: id, scopes, ...row } of rows) {
    const known = agents.get(row.client_id)
    const words = new Set([...(known?.scopes ?? []), ...scopes.split(' ')])
    agents.set(row.client_id, {
      // The name and host are those of the newest grant.
      ...(known ?? row),
      scopes: [...words].sort(),
      granted_at: row.granted_at,
      last_used_at: later(known?.last_used_at ?? null, row.last_used_at),
      grant_ids: [...(known?.grant_ids ?? []), id],
    })
  }
  return [...agents.values()]
}

/** One grant of access to a customer's accounts. */
type FoundGrant = Pick<AgentWithAccess, 'client_id' | 'client_name' | 'client_host' | 'scopes'> & { sub: string }

/** The customer and the agent that a grant belongs to; undefined once the grant has ended. Notes that it was used. */
export async function findGrant(sql: Sql, id: string): Promise<FoundGrant | undefined> {
  const [grant] = await sql<(Omit<FoundGrant, 'scopes'> & { scopes: string })[]>`
    SELECT sub, client_id, client_name, client_host, scopes
    FROM tenant.agent_grants AS allowed JOIN tenant.records AS record
      ON record.model = 'Grant' AND record.id = allowed.grant_id
    WHERE allowed.grant_id = ${id} AND expires_at > now()`
  if (!grant) return undefined
  await noteUse(sql, id)
  return { ...grant, scopes: grant.scopes.split(' ') }
}

/** Notes that an agent has used its access, to the minute. */
export async function noteUse(sql: Sql, id: string): Promise<void> {
  await sql`
    UPDATE tenant.agent_grants SET last_used_at = now()
    WHERE grant_id = ${id} AND coalesce(last_used_at < now() - interval '1 minute', true)`
}

/**
 * Revokes the grants of one agent, or of all agents, with all their refresh tokens.
 * @returns the number of grants revoked
 */
export async function revokeGrants(sql: Sql, sub: string, clientId: string | undefined): Promise<number> {
  const [ended] = await sql<{ count: number }[]>`
    WITH ended AS (
      DELETE FROM tenant.agent_grants
      WHERE sub = ${sub} AND client_id = coalesce(${clientId ?? null}::text, client_id) RETURNING grant_id
    ), tokens AS (
      DELETE FROM tenant.records AS record USING ended WHERE record.grant_id = ended.grant_id
    ), grants AS (
      DELETE FROM tenant.records AS record USING ended WHERE record.model = 'Grant' AND record.id = ended.grant_id
    )
    SELECT count(*)::int AS count FROM ended`
  return ended?.count ?? 0
}

function later(one: Date | null, other: Date | null): Date | null {
  if (!one || !other) return one ?? other
  return one > other ? one : other
}
