import type { Sql } from '../store/database'

/** Enough for a customer's phones, laptops and a key in a drawer. */
export const PASSKEYS_MAX = 10

/** A passkey of a customer's. */
export interface Passkey {
  id: string
  /** The authenticator's own id for it, base64url. */
  credentialId: string
  name: string
  /** The device whose browser made it. */
  addedBy: string
  /** Whether that browser asks for it in its own payment dialogue. */
  payment: boolean
  createdAt: Date
  lastUsedAt: Date
}

/** What verifies a passkey's signatures. */
export interface PasskeyKey {
  id: string
  credentialId: string
  /** In COSE form (RFC 9052). */
  publicKey: Uint8Array<ArrayBuffer>
  counter: number
}

/** A customer's passkeys, oldest first. */
export async function listPasskeys(sql: Sql, sub: string): Promise<Passkey[]> {
  return sql<Passkey[]>`
    SELECT id, credential_id AS "credentialId", name, added_by AS "addedBy", payment, created_at AS "createdAt", last_used_at AS "lastUsedAt"
    FROM tenant.passkeys WHERE sub = ${sub} AND removed_at IS NULL ORDER BY created_at, id`
}

/** The keys of a customer's passkeys. */
export async function listPasskeyKeys(sql: Sql, sub: string): Promise<PasskeyKey[]> {
  const rows = await sql<(Omit<PasskeyKey, 'publicKey'> & { publicKey: Buffer })[]>`
    SELECT id, credential_id AS "credentialId", public_key AS "publicKey", counter::float8 AS counter
    FROM tenant.passkeys WHERE sub = ${sub} AND removed_at IS NULL`
  return rows.map((row) => ({ ...row, publicKey: new Uint8Array(row.publicKey) }))
}

interface NewPasskey {
  sub: string
  name: string
  addedBy: string
  payment: boolean
  key: Omit<PasskeyKey, 'id'>
}

/**
 * Adds a passkey. A device that was removed meanwhile adds none.
 * @returns its id; undefined where there is no room, or where it is known already
 */
export async function addPasskey(
  sql: Sql,
  { sub, name, addedBy, payment, key }: NewPasskey,
): Promise<string | undefined> {
  return sql.begin(async (transaction) => {
    // The count below must see every earlier row, so this lock makes the customer's additions take turns.
    await transaction`SELECT FROM tenant.users WHERE sub = ${sub} FOR UPDATE`
    const [added] = await transaction<{ id: string }[]>`
      INSERT INTO tenant.passkeys (sub, credential_id, public_key, counter, name, payment, added_by)
      SELECT ${sub}, ${key.credentialId}, ${Buffer.from(key.publicKey)}, ${key.counter}, ${name}, ${payment}, device.id
      FROM tenant.devices AS device
      WHERE device.id = ${addedBy} AND device.sub = ${sub} AND device.removed_at IS NULL
        AND (SELECT count(*) FROM tenant.passkeys WHERE sub = ${sub} AND removed_at IS NULL) < ${PASSKEYS_MAX}
      ON CONFLICT (credential_id) DO NOTHING
      RETURNING id`
    return added?.id
  })
}

/**
 * Removes a passkey: it confirms nothing from this statement on.
 * @returns whether there was such a passkey
 */
export async function removePasskey(sql: Sql, sub: string, id: string): Promise<boolean> {
  const removed = await sql`
    UPDATE tenant.passkeys SET removed_at = now() WHERE id = ${id} AND sub = ${sub} AND removed_at IS NULL RETURNING id`
  return removed.length === 1
}
