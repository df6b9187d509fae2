import { env } from '@/lib/platform/env'
import { Problem } from '@/lib/platform/http/problem'
import { PROOF_ALGORITHMS } from './agent-credential'
import { tenant } from './tenant-keys'

const METADATA_PATH = '/.well-known/oauth-protected-resource/api/agent/transfers'

/**
 * The agent route as a protected resource (RFC 9728 section 2): from it an agent that knows the route's address alone finds
 * the tenant, and what to ask there.
 * @throws TenantUnavailable
 */
export async function agentResourceMetadata(): Promise<object> {
  return {
    resource: env().AGENT_API_AUDIENCE,
    authorization_servers: [(await tenant()).issuer],
    scopes_supported: ['create:transfer'],
    bearer_methods_supported: ['header'],
    dpop_signing_alg_values_supported: PROOF_ALGORITHMS,
    authorization_details_types_supported: ['payment_initiation'],
    resource_name: 'the bAInk',
  }
}

/** The refusal as it is; of a call without any token, it also says where to learn how one is had (RFC 9728 section 5.1). */
export function withWayToToken(refused: unknown): unknown {
  if (!(refused instanceof Problem) || refused.code !== 'unauthenticated') return refused
  const challenge = refused.extras.headers?.['WWW-Authenticate'] ?? ''
  const found = challenge.replace(
    /^Bearer, (?=DPoP algs)/,
    `Bearer resource_metadata="${env().APP_BASE_URL}${METADATA_PATH}", `,
  )
  const headers = { ...refused.extras.headers, 'WWW-Authenticate': found }
  return new Problem('unauthenticated', { ...refused.extras, headers })
}
