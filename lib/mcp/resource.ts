import { hasBusiness } from '@/lib/ai/protected/at-business'
import { offeredTools } from '@/lib/ai/protected/protected-tools'
import { READING_SHARES } from '@/lib/auth0/ai/own-shares'
import { PROOF_ALGORITHMS } from '@/lib/auth0/token/agent-credential'
import { tenant } from '@/lib/auth0/token/tenant-keys'
import { env } from '@/lib/platform/env'

/** The scopes that let an agent look, where there is something to look at. None moves money. */
const LOOKING = ['read:accounts', 'read:transactions']

const PATH = '/api/mcp'

/** The scopes that let an agent ask the phone: each protected tool has its own. */
function askingScopes(): string[] {
  return offeredTools().map(({ outside }) => outside.scope)
}

/** What a token that may ask for nothing is told to get (the transfers' scope, which every bank has); undefined for one that may. */
export function lacksAsking(held: string[]): { scopes: [string] } | undefined {
  const [first = '', ...others] = askingScopes()
  return [first, ...others].some((scope) => held.includes(scope)) ? undefined : { scopes: [first] }
}

/** What an agent from outside may be allowed: to look, and to ask. */
function scopes(): string[] {
  return [...LOOKING, ...askingScopes(), ...(hasBusiness('brokerage')() ? [READING_SHARES] : [])]
}

/** The endpoint's own address, which its tokens must name as their one audience (RFC 8707). */
export function mcpAddress(): string {
  return `${env().APP_BASE_URL}${PATH}`
}

/** Where the endpoint's metadata is (RFC 9728 section 3.1): the well-known part comes before the path. */
export function metadataAddress(): string {
  return `${env().APP_BASE_URL}/.well-known/oauth-protected-resource${PATH}`
}

/**
 * The endpoint as a protected resource (RFC 9728 section 2): from it a client finds the tenant, and what to ask there.
 * @throws TenantUnavailable
 */
export async function resourceMetadata(): Promise<object> {
  return {
    resource: mcpAddress(),
    authorization_servers: [(await tenant()).issuer],
    scopes_supported: scopes(),
    bearer_methods_supported: ['header'],
    dpop_signing_alg_values_supported: PROOF_ALGORITHMS,
    resource_name: 'the bAInk',
  }
}
