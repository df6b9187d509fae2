import { errors, jwtVerify } from 'jose'
import { z } from 'zod'
import { env } from '@/lib/env'
import { Problem } from '@/lib/http/problem'
import { type AgentCredential, readCredential, unauthenticated } from './agent-credential'
import { type ApprovalEvidence, readEvidence } from './approval-evidence'
import { type DpopProof, verifyDpopProof } from './dpop-proof'
import { type PaymentInitiation, paymentInitiation } from './payment-initiation'
import { findRecordedDetail } from './recorded-detail'
import { type Tenant, TenantUnavailable, tenant } from './tenant-keys'
import { requireClaims, requireScope, SKEW_SECONDS } from './token-claims'

/** RFC 9068 section 2.1 and Auth0's own dialect; anything else, an ID token's included, is no access token. */
const TYPES = new Set(['at+jwt', 'application/at+jwt', 'jwt'])

/** What an agent's token proves: the customer `subject` saw `detail` on another device and approved it. */
export interface AgentGrant {
  subject: string
  clientId: string
  detail: PaymentInitiation
  /** What came with a token that is bound to a key; it is still to be spent. */
  proof: DpopProof | null
  evidence: ApprovalEvidence
}

/**
 * Proves an agent's token by the whole list.
 * @throws Problem `unauthenticated` (401) unless it is this tenant's token for this API and an agent we accept, with a
 *   proof of its key if it is bound to one; `insufficient_scope` or `approval_mismatch` (403) unless it allows exactly
 *   one transfer; `unavailable` (503) if the tenant's keys cannot be had.
 */
export async function verifyAgentToken(request: Request): Promise<AgentGrant> {
  const credential = readCredential(request)
  const trusted = await tenant().catch(unavailable)
  const { payload, protectedHeader } = await verified(credential, trusted)
  const { typ } = protectedHeader
  if (typeof typ !== 'string' || !TYPES.has(typ.toLowerCase())) throw unauthenticated(credential.scheme, 'type')
  const { subject, clientId, thumbprint } = requireClaims(payload, trusted.issuer, credential)
  const evidence = readEvidence(payload, credential.scheme)
  requireScope(payload.scope, credential.scheme)
  const proof = thumbprint === null ? null : await verifyDpopProof(request, credential.token, thumbprint)
  const detail = await requireDetail(payload.authorization_details, credential.token, subject)
  return { subject, clientId, detail, proof, evidence }
}

async function verified({ scheme, token }: AgentCredential, { issuer, keys }: Tenant) {
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
    throw unauthenticated(scheme, error)
  }
}

/** Whatever kept us from the keys says nothing about the token: network errors are not jose's, a time-out is. */
function isKeyOutage(error: unknown): boolean {
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) return true
  // jose's plain JOSEError stands for "the key set answered something else than 200 and JSON".
  if (error instanceof errors.JOSEError) return error.code === 'ERR_JOSE_GENERIC'
  return true
}

/** The token's own detail. Where it has none, and only then, the record may stand in for it, if the bank was told so. */
async function requireDetail(details: unknown, token: string, subject: string): Promise<PaymentInitiation> {
  if (details === undefined && env().APPROVAL_BINDING === 'record') {
    const recorded = await findRecordedDetail(token, subject)
    if (recorded) return recorded
  }
  const parsed = z.tuple([paymentInitiation]).safeParse(details)
  if (parsed.success) return parsed.data[0]
  throw new Problem('approval_mismatch', { detail: 'The token must name exactly one payment_initiation.' })
}

function unavailable(cause: unknown): never {
  const detail = cause instanceof TenantUnavailable ? cause.message : "the tenant's keys cannot be had"
  throw new Problem('unavailable', { detail, headers: { 'Retry-After': '5' }, cause })
}
