import { calculateJwkThumbprint } from 'jose'
import { z } from 'zod'

const COORDINATE = /^[A-Za-z0-9_-]{43}$/

/** A public P-256 key (RFC 7518 section 6.2.1) with no other member, above all no private part. */
export const DeviceKey = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string().regex(COORDINATE),
  y: z.string().regex(COORDINATE),
})
export type DeviceKey = z.infer<typeof DeviceKey>

/** The public key in a JWK; undefined unless it is a P-256 key with no other member. */
export function publicKey(jwk: unknown): DeviceKey | undefined {
  return DeviceKey.safeParse(jwk).data
}

/** A key's thumbprint (RFC 7638). */
export function thumbprintOf(key: DeviceKey): Promise<string> {
  return calculateJwkThumbprint(key, 'sha256')
}

/** Six characters of a thumbprint, for a person to compare on two screens: `K3Q-9PA`. */
export function comparisonCode(thumbprint: string): string {
  const code = Buffer.from(thumbprint, 'base64url').subarray(0, 6)
  const letters = [...code].map((byte) => LETTERS[byte % LETTERS.length]).join('')
  return `${letters.slice(0, 3)}-${letters.slice(3)}`
}

/** Letters and digits, without those that look alike. There are 32, so a byte picks each one equally often. */
const LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
