import { Problem } from '@/lib/platform/http/problem'

const TOKEN_CHARACTERS_MAX = 8 * 1024

/** Signatures a proof may carry: asymmetric, and no weaker than what the tenant signs with. */
export const PROOF_ALGORITHMS = ['ES256', 'RS256', 'PS256', 'EdDSA', 'Ed25519']

/** How a token is sent: alone (RFC 6750), or with a proof of the key it is bound to (RFC 9449). */
export type Scheme = 'bearer' | 'dpop'

export interface AgentCredential {
  scheme: Scheme
  token: string
}

/**
 * Reads the token from the Authorization header alone, never from a body, a query or a cookie (RFC 6750 section 2.1,
 * RFC 9449 section 7.1).
 * @throws Problem `unauthenticated`
 */
export function readCredential(request: Request): AgentCredential {
  const header = request.headers.get('authorization') ?? ''
  const [, scheme = '', token = ''] = /^(Bearer|DPoP) ([\w~+/.-]+=*)$/i.exec(header) ?? []
  if (!token || token.length > TOKEN_CHARACTERS_MAX) throw unauthenticated(null, 'no token')
  return { scheme: scheme.toLowerCase() === 'dpop' ? 'dpop' : 'bearer', token }
}

/**
 * The refusal of a token. The challenge offers both schemes and names the error at the one that was used (RFC 6750
 * section 3.1, RFC 9449 section 7.1). The cause is only logged, so that forgers learn nothing.
 * @param scheme null if no token came: then the challenge names no error.
 */
export function unauthenticated(
  scheme: Scheme | null,
  cause: unknown,
  error: 'invalid_token' | 'invalid_dpop_proof' = 'invalid_token',
): Problem {
  const bearer = scheme === 'bearer' ? `Bearer error="${error}"` : 'Bearer'
  const dpop = scheme === 'dpop' ? `DPoP error="${error}", ` : 'DPoP '
  const challenge = `${bearer}, ${dpop}algs="${PROOF_ALGORITHMS.join(' ')}"`
  return new Problem('unauthenticated', { headers: { 'WWW-Authenticate': challenge }, cause })
}

/** The refusal of a good token that does not hold the scope (RFC 6750 section 3.1). */
export function insufficientScope(scheme: Scheme, scope: string): Problem {
  const name = scheme === 'dpop' ? 'DPoP' : 'Bearer'
  const challenge = `${name} error="insufficient_scope", scope="${scope}"`
  return new Problem('insufficient_scope', { headers: { 'WWW-Authenticate': challenge } })
}
