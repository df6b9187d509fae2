import { errors, type JWTPayload, jwtVerify } from 'jose'
import { z } from 'zod'
import { env } from '@/lib/env'
import { Problem } from '@/lib/http/problem'
import { type PaymentInitiation, paymentInitiation } from './payment-initiation'
import { type Tenant, TenantUnavailable, tenant } from './tenant-keys'

const SKEW_SECONDS = 30
const LIFE_SECONDS_MAX = 86_400
const TOKEN_CHARACTERS_MAX = 8 * 1024
const SCOPE = 'create:transfer'
/** RFC 9068 section 2.1 and Auth0's own dialect; anything else, an ID token's included, is no access token. */
const TYPES = new Set(['at+jwt', 'application/at+jwt', 'jwt'])

/** What an agent's token proves: the customer `subject` saw `detail` on another device and approved it. */
export interface AgentGrant {
  subject: string
  clientId: string
  detail: PaymentInitiation
}

const claims = z.object({
  sub: z.string().min(1),
  iat: z.number().int(),
  exp: z.number().int(),
  aud: z.union([z.string(), z.array(z.string()).max(2)]).transform((aud) => [aud].flat()),
  azp: z.string().optional(),
  client_id: z.string().optional(),
  // A token bound to a key needs that key's proof with it (RFC 9449); until the route asks for one, it is refused.
  cnf: z.never().optional(),
})

/**
 * Proves an agent's bearer token by the contract's whole list.
 * @throws Problem `unauthenticated` (401) unless it is this tenant's token for this API and an agent we accept;
 *   `insufficient_scope` or `approval_mismatch` (403) unless it allows exactly one transfer; `unavailable` (503) if
 *   the tenant's keys cannot be had.
 */
export async function verifyAgentToken(request: Request): Promise<AgentGrant> {
  const token = bearerToken(request)
  const issuer = await tenant().catch(unavailable)
  const { payload, protectedHeader } = await verified(token, issuer)
  if (!TYPES.has(String(protectedHeader.typ).toLowerCase())) throw unauthenticated('not an access token')
  const clientId = requireClaims(payload, issuer.issuer)
  requireScope(payload.scope)
  const [detail] = requireOneDetail(payload.authorization_details)
  return { subject: payload.sub as string, clientId, detail }
}

/** RFC 6750 section 2.1; the token is never accepted in a body or a query. */
function bearerToken(request: Request): string {
  const [, token] = /^Bearer ([\w~+/.-]+=*)$/i.exec(request.headers.get('authorization') ?? '') ?? []
  if (!token || token.length > TOKEN_CHARACTERS_MAX) throw unauthenticated('no bearer token')
  return token
}

async function verified(token: string, { issuer, keys }: Tenant) {
  try {
    return await jwtVerify(token, keys, {
      issuer,
      audience: env().AGENT_API_AUDIENCE,
      algorithms: ['RS256'],
      clockTolerance: SKEW_SECONDS,
      requiredClaims: ['exp', 'iat', 'sub', 'aud'],
    })
  } catch (error) {
    if (isKeyOutage(error)) throw unavailable(error)
    throw unauthenticated(error instanceof errors.JOSEError ? error.code : 'unreadable', error)
  }
}

/** Whatever kept us from the keys says nothing about the token: network errors are not jose's, a time-out is. */
function isKeyOutage(error: unknown): boolean {
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) return true
  // jose's plain JOSEError stands for "the key set answered something else than 200 and JSON".
  if (error instanceof errors.JOSEError) return error.code === 'ERR_JOSE_GENERIC'
  return true
}

/** What jose leaves unchecked: ages, extra audiences, and which client the token was issued to. */
function requireClaims(payload: JWTPayload, issuer: string): string {
  const parsed = claims.safeParse(payload)
  if (!parsed.success) throw unauthenticated('claims')
  const { iat, exp, aud, azp, client_id } = parsed.data
  const now = Date.now() / 1000
  if (iat > now + SKEW_SECONDS || exp <= iat || exp - iat > LIFE_SECONDS_MAX) throw unauthenticated('age')
  const allowed = new Set([env().AGENT_API_AUDIENCE, `${issuer}userinfo`])
  if (!aud.every((audience) => allowed.has(audience))) throw unauthenticated('audience')
  const clientId = azp ?? client_id
  if (!clientId || (client_id !== undefined && client_id !== clientId)) throw unauthenticated('client')
  if (!env().AGENT_CLIENT_IDS.includes(clientId)) throw unauthenticated('client')
  return clientId
}

/** RFC 6749 section 3.3: words separated by single spaces. A part of a word is another scope. */
function requireScope(scope: unknown): void {
  if (typeof scope === 'string' && scope.split(' ').includes(SCOPE)) return
  throw new Problem('insufficient_scope', {
    headers: { 'WWW-Authenticate': `Bearer error="insufficient_scope", scope="${SCOPE}"` },
  })
}

function requireOneDetail(details: unknown): [PaymentInitiation] {
  const parsed = z.tuple([paymentInitiation]).safeParse(details)
  if (parsed.success) return parsed.data
  throw new Problem('approval_mismatch', { detail: 'The token must name exactly one payment_initiation.' })
}

/** RFC 6750 section 3.1. The reason is for the log: whoever forges tokens learns nothing from it. */
function unauthenticated(reason: string, cause?: unknown): Problem {
  const challenge = reason === 'no bearer token' ? 'Bearer' : 'Bearer error="invalid_token"'
  return new Problem('unauthenticated', { headers: { 'WWW-Authenticate': challenge }, cause: cause ?? reason })
}

function unavailable(cause: unknown): never {
  const detail = cause instanceof TenantUnavailable ? cause.message : "the tenant's keys cannot be had"
  throw new Problem('unavailable', { detail, headers: { 'Retry-After': '5' }, cause })
}
