import { calculateJwkThumbprint } from 'jose'
import { z } from 'zod'

const COORDINATE = /^[A-Za-z0-9_-]{43}$/

/** A public P-256 key (RFC 7518 section 6.2.1) and nothing beside it, above all no private part. */
const DeviceKey = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string().regex(COORDINATE),
  y: z.string().regex(COORDINATE),
})
export type DeviceKey = z.infer<typeof DeviceKey>

/** The public key in a JWK, or undefined where it is not one of ours. */
export function publicKey(jwk: unknown): DeviceKey | undefined {
  return DeviceKey.safeParse(jwk).data
}

/** A key's thumbprint (RFC 7638). */
export function thumbprintOf(key: DeviceKey): Promise<string> {
  return calculateJwkThumbprint(key, 'sha256')
}

/** Six characters of a thumbprint, for two screens to be compared by eye: `K3Q-9PA`. */
export function comparisonCode(thumbprint: string): string {
  const code = Buffer.from(thumbprint, 'base64url').subarray(0, 6)
  const letters = [...code].map((byte) => LETTERS[byte % LETTERS.length]).join('')
  return `${letters.slice(0, 3)}-${letters.slice(3)}`
}

/** Without those that look alike. 32 of them, so that every one is equally likely. */
const LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
