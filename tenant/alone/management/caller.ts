import { errors, type JWK, jwtVerify } from 'jose'
import type { KoaContextWithOIDC } from 'oidc-provider'
import { z } from 'zod'
import { ownKeys } from '../../oidc/own-keys'
import { countAttempt } from '../../sign-in/attempts'
import type { Sql } from '../../store/database'
import type { AloneClient } from '../../tenant-config'
import { Refusal } from './refusal'
import { type ManagementScope, managementAudience } from './scopes'

/** Of each client. Auth0's limits depend on what one pays. */
export const REQUESTS_PER_MINUTE = 300

/** A client that has a token of its own. */
export interface Caller {
  client: string
  scopes: string[]
}

const Claims = z.object({
  azp: z.string(),
  gty: z.literal('client-credentials'),
  scope: z.string().default(''),
  // Who asks for a bound token wants it to be of no use without its key, and nothing here looks for a proof.
  cnf: z.never().optional(),
})

/**
 * Who asks, by a token of client credentials for this tenant's Management API.
 * @throws Refusal 401
 */
export function callersOf(issuer: string, signingKeys: { keys: JWK[] }, clients: AloneClient[]) {
  const keys = ownKeys(signingKeys)
  const expected = { issuer, audience: managementAudience(issuer), algorithms: ['RS256'], typ: 'JWT' }
  return async (ctx: KoaContextWithOIDC): Promise<Caller> => {
    const token = /^Bearer ([\w.-]+)$/i.exec(ctx.get('authorization'))?.[1]
    if (token === undefined) throw new Refusal(401, 'Missing authentication')
    try {
      const { payload } = await jwtVerify(token, keys, { ...expected, requiredClaims: ['exp', 'iat', 'sub'] })
      const { azp: client, scope } = Claims.parse(payload)
      if (clients.some(({ client_id: id }) => id === client)) return { client, scopes: scope.split(' ') }
    } catch (error) {
      if (error instanceof errors.JWTExpired)
        throw new Refusal(401, 'Expired token received for JSON Web Token validation')
      if (!(error instanceof errors.JOSEError || error instanceof z.ZodError)) throw error
    }
    throw new Refusal(401, 'Invalid token')
  }
}

/** @throws Refusal 403 */
export function requireScope({ scopes }: Caller, scope: ManagementScope): void {
  if (!scopes.includes(scope))
    throw new Refusal(403, `Insufficient scope, expected any of: ${scope}`, 'insufficient_scope')
}

/** @throws Refusal 429 past a minute's worth of requests, with Auth0's headers */
export async function countRequest(sql: Sql, ctx: KoaContextWithOIDC, { client }: Caller): Promise<void> {
  const wait = await countAttempt(sql, `management:${client}`, REQUESTS_PER_MINUTE, 60)
  if (wait === 0) return
  ctx.set({
    'Retry-After': String(wait),
    'X-RateLimit-Limit': String(REQUESTS_PER_MINUTE),
    'X-RateLimit-Remaining': '0',
    'X-RateLimit-Reset': String(Math.ceil(Date.now() / 1000) + wait),
  })
  throw new Refusal(429, 'Global limit has been reached', 'too_many_requests')
}
