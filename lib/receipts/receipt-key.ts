import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import type { JWK } from 'jose'
import { env } from '@/lib/env'
import { Problem } from '@/lib/http/problem'
import { RECEIPT_ALGORITHM } from './receipt'

export interface ReceiptKey {
  /** Stays in this process; a KeyObject shows nothing of itself in a log. */
  privateKey: KeyObject
  publicJwk: JWK & { kid: string }
}

let known: ReceiptKey | undefined

/**
 * The key that signs receipts, as `npm start` keeps it in the data folder.
 * @throws Problem `unavailable` where the app was started without one.
 */
export function receiptKey(): ReceiptKey {
  const { RECEIPT_SIGNING_KEY } = env()
  if (!RECEIPT_SIGNING_KEY) throw new Problem('unavailable', { detail: 'This bank has no key to sign receipts with.' })
  known ??= { privateKey: createPrivateKey(RECEIPT_SIGNING_KEY), publicJwk: publicJwkOf(RECEIPT_SIGNING_KEY) }
  return known
}

/** The public half of a private key in PEM, as a JWK whose `kid` is its thumbprint (RFC 7638). */
export function publicJwkOf(pem: string): ReceiptKey['publicJwk'] {
  const { kty, crv, x, y } = createPublicKey(pem).export({ format: 'jwk' })
  const kid = createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url')
  return { kty: `${kty}`, crv: `${crv}`, x: `${x}`, y: `${y}`, kid, alg: RECEIPT_ALGORITHM, use: 'sig' }
}
