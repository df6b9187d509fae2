import { createECDH, hkdfSync } from 'node:crypto'
import type { Asked } from '../devices/asked'
import type { DeviceKey } from '../devices/device-key'
import { contextOf, NOT_SIGNED, signedOf } from '../devices/device-orders'
import { readAction } from '../devices/proofs'
import { tell } from '../http/answers'
import type { Sql } from '../store/database'

// The key that a device and the tenant share for codes. Neither sends it: each makes it from what the other one offers.

const KEY_BYTES = 32
/** Says what the key is for (RFC 5869 section 3.2). The phone's assets/code-key.js says the same. */
const INFO = 'baink-code-key-1'

/** A device's key for codes. */
export interface CodeKey {
  id: string
  deviceId: string
  key: CryptoKey
}

/**
 * Agrees with a device on a key for codes (ECDH on P-256, then HKDF under the order's challenge), in place of its former one.
 * The device signs what it offers.
 */
export async function codeKeyOrder(asked: Asked): Promise<void> {
  const { parts, ctx, user } = asked
  const signed = await readAction(contextOf(asked), 'code_key', signedOf(asked))
  const agreed = signed && agree(signed.order.agree, signed.order.challenge)
  const id = agreed && (await keep(parts.sql, user.sub, signed.device.id, agreed.key))
  if (!agreed || !id) return tell(ctx, 403, NOT_SIGNED)
  tell(ctx, 201, { code: 'agreed', id, agree: agreed.own })
}

/** @returns undefined for a point that is not on the curve */
function agree({ x, y }: DeviceKey, challenge: string): { key: Buffer; own: DeviceKey } | undefined {
  const ecdh = createECDH('prime256v1')
  const own = ecdh.generateKeys()
  try {
    const point = Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')])
    const key = Buffer.from(hkdfSync('sha256', ecdh.computeSecret(point), challenge, INFO, KEY_BYTES))
    const [ownX, ownY] = [own.subarray(1, 33), own.subarray(33)].map((part) => part.toString('base64url'))
    return { key, own: { kty: 'EC', crv: 'P-256', x: ownX ?? '', y: ownY ?? '' } }
  } catch {
    return undefined
  }
}

async function keep(sql: Sql, sub: string, deviceId: string, key: Buffer): Promise<string | undefined> {
  return sql.begin(async (transaction) => {
    // Of two keys that a device agrees on at once, the later one stands alone: this lock makes them take turns.
    const [device] = await transaction`
      SELECT FROM tenant.devices WHERE id = ${deviceId} AND sub = ${sub} AND removed_at IS NULL FOR NO KEY UPDATE`
    if (!device) return undefined
    await transaction`
      UPDATE tenant.code_keys SET replaced_at = now() WHERE device_id = ${deviceId} AND replaced_at IS NULL`
    const [kept] = await transaction<{ id: string }[]>`
      INSERT INTO tenant.code_keys (device_id, key) VALUES (${deviceId}, ${key}) RETURNING id`
    return kept?.id
  })
}

/** The id of the key that this device has for codes; empty where it has none. */
export async function codeKeyIdOf(sql: Sql, deviceId: string): Promise<string> {
  const [row] = await sql<{ id: string }[]>`
    SELECT id FROM tenant.code_keys WHERE device_id = ${deviceId} AND replaced_at IS NULL`
  return row?.id ?? ''
}

/** The keys of a customer's devices, without those that were removed. */
export async function listCodeKeys(sql: Sql, sub: string): Promise<CodeKey[]> {
  const rows = await sql<{ id: string; deviceId: string; key: Buffer }[]>`
    SELECT code_key.id, device_id AS "deviceId", key
    FROM tenant.code_keys AS code_key JOIN tenant.devices AS device ON device.id = device_id
    WHERE device.sub = ${sub} AND removed_at IS NULL AND replaced_at IS NULL`
  return Promise.all(rows.map(async ({ key, ...row }) => ({ ...row, key: await codeKey(key) })))
}

/** A stored key, as it makes codes. */
export function codeKey(key: Buffer): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', new Uint8Array(key), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
}
