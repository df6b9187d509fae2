import { randomBytes } from 'node:crypto'
import { exportJWK, generateKeyPair, type JWK } from 'jose'
import { z } from 'zod'
import type { Sql } from './database'

const Jwks = z.object({ keys: z.array(z.looseObject({ kty: z.literal('RSA'), kid: z.string() })).min(1) })

/** The tenant's private signing keys (RFC 7517), made at the first start and never changed. */
export async function loadSigningKeys(sql: Sql): Promise<{ keys: JWK[] }> {
  const stored = await loadOrCreate(sql, 'signing-keys', async () => ({ keys: [await newSigningKey()] }))
  return Jwks.parse(stored)
}

/** The secret that signs the provider's cookies, made at the first start where none is configured. */
export async function loadCookieSecret(sql: Sql): Promise<string> {
  const stored = await loadOrCreate(sql, 'cookie-secret', async () => randomBytes(32).toString('base64url'))
  return z.string().min(32).parse(stored)
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
