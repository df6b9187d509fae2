import type { JWTPayload } from 'jose'
import { displayedHash } from '@/lib/approvals/displayed'
import { type ApprovedOrder, readOrderDetails } from '@/lib/approvals/order-details'
import { insufficientScope, type Scheme } from '@/lib/auth0/token/agent-credential'
import { type SpentProofs, spendProof } from '@/lib/auth0/token/spend-proof'
import { proofOf, verifyAccessToken } from '@/lib/auth0/token/verify-access-token'
import { Problem } from '@/lib/platform/http/problem'
import type { ServiceConfig } from './config'
import { RateLimit } from './rate-limit'
import type { Store } from './store'

/** Auth0's rule for a binding message. */
const MESSAGE_CHARACTERS_MAX = 64

/** What a token proves at a business's door: which customer's, and what it allows. */
export interface Grant {
  subject: string
  token: string
  scheme: Scheme
  scopes: string[]
  payload: JWTPayload
  /** When the token was issued, or the first one that it was exchanged for, in seconds since 1970. */
  issuedAt: number
}

/** The audience of this business's tokens. */
export const audienceOf = ({ url }: ServiceConfig) => `${url}/api/orders`

/** What a business knows of its callers: how often they call, and which proofs are spent. */
export interface Gate {
  config: ServiceConfig
  limit: RateLimit
  proofs: SpentProofs
}

export function openGate(config: ServiceConfig, sql: Store, schema: 'shop' | 'brokerage'): Gate {
  return { config, limit: new RateLimit(config.writesPerMinute), proofs: { sql, table: `${schema}.dpop_proofs` } }
}

/**
 * Proves a request's token: this tenant's, for this business alone, with a proof of its key where it is bound to one (RFC
 * 9449). Counts the call, for the customer's agents together, or for the address where there is no good token.
 * @throws Problem `unauthenticated`, `rate_limited` or `unavailable`
 */
export async function requireGrant(request: Request, { config, limit, proofs }: Gate, address: string): Promise<Grant> {
  const { verified, proof } = await prove(request, config).catch((refused: unknown) => {
    limit.count(`address:${address}`)
    throw refused
  })
  const { subject, payload, credential } = verified
  limit.count(`customer:${subject}`)
  if (proof) await spendProof(proof, proofs)
  const scopes = typeof payload.scope === 'string' ? payload.scope.split(' ') : []
  const { iat = 0, subject_issued_at: first } = payload
  const issuedAt = Math.min(iat, typeof first === 'number' ? first : iat)
  return { subject, token: credential.token, scheme: credential.scheme, scopes, payload, issuedAt }
}

async function prove(request: Request, config: ServiceConfig) {
  const api = { audience: audienceOf(config), besidesUserinfo: true, clients: null }
  const verified = await verifyAccessToken(request, api)
  return { verified, proof: await proofOf(request, verified, config.url) }
}

/**
 * Requires a whole word of the token's scope.
 * @throws Problem `insufficient_scope`
 */
export function requireScope({ scopes, scheme }: Grant, scope: string): void {
  if (!scopes.includes(scope)) throw insufficientScope(scheme, scope)
}

/**
 * The order that the customer has approved with this token, under exactly this key; null where the token names none.
 * @throws Problem `approval_mismatch` unless its details are one order with its payment, as the device displayed them
 */
export function approvedUnder({ payload }: Grant, key: string): ApprovedOrder | null {
  const { authorization_details: details, displayed_hash: told, binding_message: message } = payload
  if (details === undefined || (Array.isArray(details) && details.length === 0)) return null
  const approved = readOrderDetails(details)
  if (!approved || approved.order.identifier !== key) throw mismatch('The token does not name this order.')
  if (told === undefined) return approved
  if (typeof message !== 'string' || displayedHash(details as object[], message) !== told)
    throw mismatch('The device displayed something else than what the token allows.')
  return approved
}

/**
 * The refusal of a good token that names no order: what to ask the phone for before it is sent again. Follows
 * draft-ietf-oauth-rar-metadata-remediation-00, as the bank's does.
 */
export function approvalRequired({ scheme }: Grant, authorizationDetails: object[], bindingMessage: string) {
  const name = scheme === 'dpop' ? 'DPoP' : 'Bearer'
  return new Problem('approval_required', {
    members: { authorizationDetails, bindingMessage: bindingMessage.slice(0, MESSAGE_CHARACTERS_MAX) },
    headers: { 'WWW-Authenticate': `${name} error="insufficient_authorization"` },
  })
}

export const mismatch = (detail: string) => new Problem('approval_mismatch', { detail })
