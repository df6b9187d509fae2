import type { JWTPayload } from 'jose'
import { displayedHash } from '@/lib/approvals/displayed'
import { type ApprovedOrder, readOrderDetails } from '@/lib/approvals/order-details'
import { verifyAccessToken } from '@/lib/auth0/token/verify-access-token'
import { Problem } from '@/lib/platform/http/problem'
import type { ServiceConfig } from './config'
import type { RateLimit } from './rate-limit'

/** Auth0's rule for a binding message. */
const MESSAGE_CHARACTERS_MAX = 64

/** What a token proves at a business's door: which customer's, and what it allows. */
export interface Grant {
  subject: string
  token: string
  scopes: string[]
  payload: JWTPayload
  /** When the token was issued, or the first one that it was exchanged for, in seconds since 1970. */
  issuedAt: number
}

/** The audience of this business's tokens. */
export const audienceOf = ({ url }: ServiceConfig) => `${url}/api/orders`

/**
 * Proves a request's token: this tenant's, for this business alone, and bound to no key. Counts the call, for the
 * customer's agents together, or for the address where there is no good token.
 * @throws Problem `unauthenticated`, `rate_limited` or `unavailable`
 */
export async function requireGrant(
  request: Request,
  config: ServiceConfig,
  limit: RateLimit,
  address: string,
): Promise<Grant> {
  const api = { audience: audienceOf(config), besidesUserinfo: true, clients: null }
  const verified = await verifyAccessToken(request, api).catch((refused: unknown) => {
    limit.count(`address:${address}`)
    throw refused
  })
  const { subject, payload, credential, thumbprint } = verified
  limit.count(`customer:${subject}`)
  // A token of a key would need its proofs kept and carried through the exchange; no agent asks for one here.
  if (thumbprint !== null)
    throw new Problem('unauthenticated', { headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' } })
  const scopes = typeof payload.scope === 'string' ? payload.scope.split(' ') : []
  const { iat = 0, subject_issued_at: first } = payload
  const issuedAt = Math.min(iat, typeof first === 'number' ? first : iat)
  return { subject, token: credential.token, scopes, payload, issuedAt }
}

/**
 * Requires a whole word of the token's scope.
 * @throws Problem `insufficient_scope`
 */
export function requireScope({ scopes }: Grant, scope: string): void {
  if (scopes.includes(scope)) return
  const challenge = `Bearer error="insufficient_scope", scope="${scope}"`
  throw new Problem('insufficient_scope', { headers: { 'WWW-Authenticate': challenge } })
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
export function approvalRequired(authorizationDetails: object[], bindingMessage: string) {
  return new Problem('approval_required', {
    members: { authorizationDetails, bindingMessage: bindingMessage.slice(0, MESSAGE_CHARACTERS_MAX) },
    headers: { 'WWW-Authenticate': 'Bearer error="insufficient_authorization"' },
  })
}

export const mismatch = (detail: string) => new Problem('approval_mismatch', { detail })
