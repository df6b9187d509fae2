import { randomBytes } from 'node:crypto'
import { exportJWK, generateKeyPair, type JWK } from 'jose'
import type postgres from 'postgres'
import { z } from 'zod'
import type { Sql } from './database'

const SIGNING_KEYS = 'signing-keys'
const Jwks = z.object({ keys: z.array(z.looseObject({ kty: z.literal('RSA'), kid: z.string() })).min(1) })

/** Old enough that no token which they have signed is still good: sessions end before two further changes do. */
const FORMER_MAX = 2

/** The tenant's private signing keys (RFC 7517), made at the first start. The first signs; the others verify. */
export async function loadSigningKeys(sql: Sql): Promise<{ keys: JWK[] }> {
  const stored = await loadOrCreate(sql, SIGNING_KEYS, async () => ({ keys: [await newSigningKey()] }))
  return Jwks.parse(stored)
}

/**
 * Changes the signing key, for tenants that are started after this. The key that signs next is published a change ahead, so that
 * whoever verifies knows it before any tenant signs with it; the first change only publishes one.
 * @returns whether the next start signs with another key
 */
export async function changeSigningKey(sql: postgres.ISql): Promise<boolean> {
  const [row] = await sql`SELECT value FROM tenant.secrets WHERE name = ${SIGNING_KEYS} FOR UPDATE`
  if (!row) throw new Error('There is no tenant in this database.')
  const [current, next, ...former] = Jwks.parse(row.value).keys
  const fresh = await newSigningKey()
  const keys = next ? [next, fresh, current, ...former.slice(0, FORMER_MAX - 1)] : [current, fresh]
  await sql`UPDATE tenant.secrets SET value = ${JSON.stringify({ keys })}::text::json WHERE name = ${SIGNING_KEYS}`
  return next !== undefined
}

/** The secret that signs the provider's cookies, made at the first start where none is configured. */
export async function loadCookieSecret(sql: Sql): Promise<string> {
  const stored = await loadOrCreate(sql, 'cookie-secret', async () => randomBytes(32).toString('base64url'))
  return z.string().min(32).parse(stored)
}

/** The key by which push services know this tenant (RFC 8292), on P-256. Browsers subscribe to it, so it never changes. */
export async function loadPushKey(sql: Sql): Promise<JWK> {
  const stored = await loadOrCreate(sql, 'push-key', async () => {
    const { privateKey } = await generateKeyPair('ES256', { extractable: true })
    return exportJWK(privateKey)
  })
  return z.looseObject({ kty: z.literal('EC'), d: z.string(), x: z.string(), y: z.string() }).parse(stored) as JWK
}

async function newSigningKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('RS256', { modulusLength: 2048, extractable: true })
  return { ...(await exportJWK(privateKey)), kid: randomBytes(12).toString('base64url'), alg: 'RS256', use: 'sig' }
}

async function loadOrCreate(sql: Sql, name: string, create: () => Promise<unknown>): Promise<unknown> {
  const read = async () => (await sql`SELECT value FROM tenant.secrets WHERE name = ${name}`)[0]?.value as unknown
  const stored = await read()
  if (stored !== undefined) return stored
  const fresh = JSON.stringify(await create())
  // Of two tenants starting at once, one wins and both read the winner's.
  await sql`INSERT INTO tenant.secrets (name, value) VALUES (${name}, ${fresh}::text::json) ON CONFLICT DO NOTHING`
  return read()
}
