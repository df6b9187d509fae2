import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { z } from 'zod'
import { env } from '@/lib/platform/env'
import { Problem } from '@/lib/platform/http/problem'
import { RECEIPT_ALGORITHM } from './receipt'

/** The public key that receipts are verified with (RFC 7517), whose `kid` is its thumbprint (RFC 7638). */
export const receiptJwk = z.strictObject({
  kty: z.string(),
  crv: z.string(),
  x: z.string(),
  y: z.string(),
  kid: z.string(),
  alg: z.literal(RECEIPT_ALGORITHM),
  use: z.literal('sig'),
})

export interface ReceiptKey {
  /** The private key, which stays in this process. A KeyObject reveals nothing in a log. */
  privateKey: KeyObject
  publicJwk: z.output<typeof receiptJwk>
}

let known: ReceiptKey | undefined

/**
 * The key that signs receipts, which `npm start` keeps in the data folder.
 * @throws Problem `unavailable` where the app was started without one
 */
export function receiptKey(): ReceiptKey {
  const { RECEIPT_SIGNING_KEY } = env()
  if (!RECEIPT_SIGNING_KEY) throw new Problem('unavailable', { detail: 'This bank has no key to sign receipts with.' })
  known ??= { privateKey: createPrivateKey(RECEIPT_SIGNING_KEY), publicJwk: publicJwkOf(RECEIPT_SIGNING_KEY) }
  return known
}

/** The public keys of all receipts: of those that are signed now, and of those that were signed before a change of the key. */
export function receiptJwks(): z.output<typeof receiptJwk>[] {
  const former = z.array(receiptJwk).parse(JSON.parse(env().RECEIPT_FORMER_KEYS ?? '[]'))
  const { publicJwk } = receiptKey()
  return [publicJwk, ...former.filter(({ kid }) => kid !== publicJwk.kid)]
}

/** The public half of a private key in PEM, as a JWK whose `kid` is its thumbprint (RFC 7638). */
export function publicJwkOf(pem: string): ReceiptKey['publicJwk'] {
  const { kty, crv, x, y } = createPublicKey(pem).export({ format: 'jwk' })
  const kid = createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url')
  return { kty: `${kty}`, crv: `${crv}`, x: `${x}`, y: `${y}`, kid, alg: RECEIPT_ALGORITHM, use: 'sig' }
}
