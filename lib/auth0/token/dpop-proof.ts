import { createHash } from 'node:crypto'
import { calculateJwkThumbprint, EmbeddedJWK, type JWK, jwtVerify } from 'jose'
import { z } from 'zod'
import { PROOF_ALGORITHMS, unauthenticated } from './agent-credential'

const PROOF_CHARACTERS_MAX = 4 * 1024
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']

const claims = z.object({
  // Bounded and printable, because it is stored and anybody with a key can make one up (RFC 9449 section 11.1).
  jti: z.string().regex(/^[\x21-\x7e]{1,128}$/),
  htm: z.string(),
  htu: z.string(),
  // Only the type is checked here; `spendProof` checks the age.
  iat: z.number().min(0).max(1e11),
  ath: z.string(),
})

/** A verified proof, but for what only the database can tell: that it is fresh and unspent. */
export interface DpopProof {
  thumbprint: string
  jti: string
  /** Seconds since 1970, by the sender's clock. */
  issuedAt: number
}

/**
 * Proves that the sender of a token holds the key it is bound to, by the list of RFC 9449 section 4.3.
 * @param thumbprint the token's `cnf.jkt`.
 * @param origin the public origin of the API, which the proof must name
 * @throws Problem `unauthenticated`: with `invalid_dpop_proof` if the proof is at fault, with `invalid_token` if it is
 *   a proof of another key.
 */
export async function verifyDpopProof(
  request: Request,
  token: string,
  thumbprint: string,
  origin: string,
): Promise<DpopProof> {
  const { jwk, payload } = await readProof(request.headers.get('dpop') ?? '')
  const parsed = claims.safeParse(payload)
  if (!parsed.success) throw invalidProof('claims')
  const { jti, htm, htu, iat, ath } = parsed.data
  if (htm !== request.method) throw invalidProof('htm')
  if (addressOf(htu) !== routeAddress(request, origin)) throw invalidProof('htu')
  if (ath !== createHash('sha256').update(token, 'ascii').digest('base64url')) throw invalidProof('ath')
  if ((await calculateJwkThumbprint(jwk)) !== thumbprint) throw unauthenticated('dpop', 'a proof of another key')
  return { thumbprint, jti, issuedAt: iat }
}

/** The header must hold one compact JWT: two headers arrive as one with a comma between them. */
async function readProof(proof: string): Promise<{ jwk: JWK; payload: unknown }> {
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(proof) || proof.length > PROOF_CHARACTERS_MAX) throw invalidProof('no proof')
  const options = { algorithms: PROOF_ALGORITHMS, typ: 'dpop+jwt' }
  // Verifying fetches nothing, so every failure is the proof's fault, an unreadable key included.
  const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, options).catch((error: Error) => {
    throw invalidProof(error.name)
  })
  const { jwk } = protectedHeader
  if (!jwk || PRIVATE_MEMBERS.some((member) => member in jwk)) throw invalidProof('jwk')
  return { jwk, payload }
}

/**
 * The route's public address, whatever the Host header says. RFC 9449 section 4.3 compares it normalized, without query
 * and fragment.
 */
function routeAddress(request: Request, origin: string): string {
  return `${origin}${new URL(request.url).pathname}`
}

function addressOf(htu: string): string | null {
  if (!URL.canParse(htu)) return null
  const url = new URL(htu)
  url.search = ''
  url.hash = ''
  return url.href
}

function invalidProof(cause: string) {
  return unauthenticated('dpop', cause, 'invalid_dpop_proof')
}
