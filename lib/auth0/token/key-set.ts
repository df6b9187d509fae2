import { createLocalJWKSet, errors, type JWK, type JWTVerifyGetKey } from 'jose'
import { z } from 'zod'
import { keptFresh } from './kept-fresh'

const ANSWER_MS_MAX = 5_000
const KEYS_FRESH_MS = 10 * 60_000
const KEYS_STALE_MS = 60 * 60_000
/** An unknown key id makes us fetch the keys again, but a sender of made-up ids cannot set the pace. */
const KEYS_COOLDOWN_MS = 2_000

/** RFC 7518 section 3.3: RS256 takes keys of 2048 bits or more. */
const MODULUS_BITS_MIN = 2_048
/** Members that a published key must not have (RFC 7517 section 9.2): with one, the private key is public. */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']

const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) })

/**
 * The signing keys that the tenant publishes at `address` (RFC 7517). Weak or leaked keys count as unknown: their
 * tokens are refused, and the set is fetched again in case the tenant has replaced them.
 * @param unavailable makes the error if the keys cannot be fetched.
 */
export function keysAt(address: URL, unavailable: (cause: unknown) => Error): JWTVerifyGetKey {
  const read = async () => {
    try {
      return createLocalJWKSet({ keys: (await fetchKeys(address)).filter(isGood) })
    } catch (cause) {
      throw unavailable(cause)
    }
  }
  const kept = keptFresh(read, { freshMs: KEYS_FRESH_MS, staleMs: KEYS_STALE_MS, cooldownMs: KEYS_COOLDOWN_MS })
  return async (header, token) => {
    const known = await kept.get()
    try {
      return await known(header, token)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
      // A key that is not among the old ones may be a new one: nobody is told that the token is no good while nobody can look.
      const newest = await kept.newest()
      return newest(header, token)
    }
  }
}

async function fetchKeys(address: URL): Promise<JWK[]> {
  const response = await fetch(address, { signal: AbortSignal.timeout(ANSWER_MS_MAX), redirect: 'error' })
  if (!response.ok) throw new Error(`the key set answered ${response.status}`)
  return keySet.parse(await response.json()).keys as JWK[]
}

function isGood(key: JWK): boolean {
  if (key.kty !== 'RSA' || typeof key.n !== 'string' || typeof key.e !== 'string') return false
  return !PRIVATE_MEMBERS.some((member) => member in key) && modulusBits(key.n) >= MODULUS_BITS_MIN
}

function modulusBits(modulus: string): number {
  const bytes = Buffer.from(modulus, 'base64url')
  const first = bytes.findIndex((byte) => byte !== 0)
  if (first < 0) return 0
  return (bytes.length - first) * 8 - Math.clz32(bytes[first] ?? 0) + 24
}
