import { type JWTPayload, jwtVerify } from 'jose'
import { env } from '@/lib/platform/env'
import { Problem } from '@/lib/platform/http/problem'
import { isOutOfResources } from '@/lib/platform/out-of-resources'
import { unstorableMember } from '@/lib/platform/text/storable'
import { type AgentCredential, readCredential, unauthenticated } from './agent-credential'
import { type DpopProof, verifyDpopProof } from './dpop-proof'
import { type Tenant, TenantUnavailable, tenant } from './tenant-keys'
import { type Api, requireClaims, SKEW_SECONDS, type TokenClaims } from './token-claims'

/** RFC 9068 section 2.1 and Auth0's own dialect; anything else, an ID token's included, is no access token. */
const TYPES = new Set(['at+jwt', 'application/at+jwt', 'jwt'])

/** A token of this tenant for one of the bank's APIs. Its scopes and details are not checked yet. */
export interface VerifiedToken extends TokenClaims {
  payload: JWTPayload
  credential: AgentCredential
}

/**
 * Proves that a request's token is this tenant's, for this API alone, from an accepted client, and neither expired nor
 * too old. The caller checks what it allows and the proof of its key (`proofOf`).
 * @throws Problem `unauthenticated` (401); `unavailable` (503) if the tenant's keys cannot be had.
 */
export async function verifyAccessToken(request: Request, api: Api): Promise<VerifiedToken> {
  const credential = readCredential(request)
  const trusted = await tenant().catch(unavailable)
  const { payload, protectedHeader } = await verified(credential, trusted, api.audience)
  const { sub, jti, authorization_details } = payload
  if (unstorableMember([sub, jti, authorization_details]) !== undefined)
    throw unauthenticated(credential.scheme, 'text')
  const { typ } = protectedHeader
  if (typeof typ !== 'string' || !TYPES.has(typ.toLowerCase())) throw unauthenticated(credential.scheme, 'type')
  return { payload, credential, ...requireClaims(payload, trusted.issuer, api, credential) }
}

/**
 * The proof of the key that the token is bound to, still to be spent; null where it is bound to none.
 * @param origin of the API: the bank's, or a business's
 * @throws Problem `unauthenticated`
 */
export async function proofOf(
  request: Request,
  { credential, thumbprint }: VerifiedToken,
  origin = env().APP_BASE_URL,
): Promise<DpopProof | null> {
  return thumbprint === null ? null : verifyDpopProof(request, credential.token, thumbprint, origin)
}

async function verified({ scheme, token }: AgentCredential, { issuer, keys }: Tenant, audience: string) {
  try {
    return await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms: ['RS256'],
      clockTolerance: SKEW_SECONDS,
      requiredClaims: ['exp', 'iat', 'sub', 'aud'],
    })
  } catch (error) {
    // A failure to fetch keys says nothing about the token; every other error does, a weak key included.
    if (error instanceof TenantUnavailable || isOutOfResources(error)) throw unavailable(error)
    throw unauthenticated(scheme, error)
  }
}

function unavailable(cause: unknown): never {
  const detail = cause instanceof TenantUnavailable ? cause.message : "the tenant's keys cannot be had"
  throw new Problem('unavailable', { detail, headers: { 'Retry-After': '5' }, cause })
}
