import type { JWTPayload } from 'jose'
import { z } from 'zod'
import { type AgentCredential, insufficientScope, type Scheme, unauthenticated } from './agent-credential'

/** How far the tenant's clock and ours may be apart. */
export const SKEW_SECONDS = 30
const LIFE_SECONDS_MAX = 86_400
const SCOPE = 'create:transfer'

const claims = z.object({
  sub: z.string().min(1),
  iat: z.number().int(),
  exp: z.number().int(),
  aud: z.union([z.string(), z.array(z.string()).max(2)]).transform((aud) => [aud].flat()),
  azp: z.string().optional(),
  client_id: z.string().optional(),
  // RFC 9449 section 6.1. Only `jkt` is supported: other ways to name a key are refused.
  cnf: z.strictObject({ jkt: z.string().regex(/^[\w-]{43}$/) }).optional(),
})

/** The API that a token must be for. */
export interface Api {
  audience: string
  /** Whether `aud` may also name the tenant's `/userinfo`, which Auth0 adds if `openid` was asked for. */
  besidesUserinfo: boolean
  /** The clients whose tokens are accepted; null for all that the tenant gives tokens for this audience. */
  clients: string[] | null
}

export interface TokenClaims {
  subject: string
  clientId: string
  /** Thumbprint (RFC 7638) of the key that the token is bound to, if it is. */
  thumbprint: string | null
}

/**
 * Checks what jose does not: ages, extra audiences, the client, and that the DPoP scheme is used for key-bound tokens
 * and for no others.
 * @throws Problem `unauthenticated`
 */
export function requireClaims(payload: JWTPayload, issuer: string, api: Api, { scheme }: AgentCredential): TokenClaims {
  const parsed = claims.safeParse(payload)
  if (!parsed.success) throw unauthenticated(scheme, 'claims')
  const { sub, iat, exp, aud, azp, client_id, cnf } = parsed.data
  const now = Date.now() / 1000
  if (iat > now + SKEW_SECONDS || exp <= iat || exp - iat > LIFE_SECONDS_MAX) throw unauthenticated(scheme, 'age')
  const userinfo = `${issuer.replace(/\/$/, '')}/userinfo`
  const allowed = new Set([api.audience, ...(api.besidesUserinfo ? [userinfo] : [])])
  if (!aud.every((audience) => allowed.has(audience))) throw unauthenticated(scheme, 'audience')
  const clientId = azp ?? client_id
  if (!clientId || (client_id !== undefined && client_id !== clientId)) throw unauthenticated(scheme, 'client')
  if (api.clients && !api.clients.includes(clientId)) throw unauthenticated(scheme, 'client')
  // RFC 9449 section 7.2: otherwise a thief would simply omit the proof.
  if ((scheme === 'dpop') !== (cnf !== undefined)) throw unauthenticated(scheme, 'binding')
  return { subject: sub, clientId, thumbprint: cnf?.jkt ?? null }
}

/**
 * RFC 6749 section 3.3: words separated by single spaces. A part of a word is another scope.
 * @throws Problem `insufficient_scope`
 */
export function requireScope(scope: unknown, scheme: Scheme, wanted: string = SCOPE): void {
  if (typeof scope === 'string' && scope.split(' ').includes(wanted)) return
  throw insufficientScope(scheme, wanted)
}
