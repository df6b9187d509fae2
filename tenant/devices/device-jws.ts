import { compactVerify, decodeProtectedHeader, importJWK } from 'jose'
import { z } from 'zod'
import type { Sql } from '../store/database'
import { type DeviceKey, publicKey } from './device-key'

/**
 * The only algorithm that devices sign with: ECDSA on P-256, which every browser's WebCrypto has (RFC 7518 section
 * 3.4).
 */
const ALGORITHMS = ['ES256']

export interface SigningDevice {
  id: string
  name: string
  thumbprint: string
}

export interface Signed {
  device: SigningDevice
  payload: unknown
}

const KeyId = z.uuid()

/**
 * Reads a compact JWS (RFC 7515) that one of this customer's devices signed.
 * @returns undefined for anything else: another customer's device, a removed one, another algorithm, type or key
 */
export async function readSigned(sql: Sql, sub: string, typ: string, jws: string): Promise<Signed | undefined> {
  const kid = KeyId.safeParse(headerOf(jws)?.kid)
  if (!kid.success) return undefined
  const [device] = await sql<(SigningDevice & { publicJwk: DeviceKey })[]>`
    SELECT id, name, thumbprint, public_jwk AS "publicJwk" FROM tenant.devices
    WHERE id = ${kid.data} AND sub = ${sub} AND removed_at IS NULL`
  if (!device) return undefined
  const { publicJwk, ...signer } = device
  const payload = await verify(jws, typ, publicJwk)
  return payload && { device: signer, payload }
}

/**
 * Reads a compact JWS that carries its own public key in `jwk`, as proof that its sender holds the private key (as in
 * RFC 9449 section 4.2).
 */
export async function readSelfSigned(
  jws: string,
  typ: string,
): Promise<{ key: DeviceKey; payload: unknown } | undefined> {
  const key = publicKey(headerOf(jws)?.jwk)
  const payload = key && (await verify(jws, typ, key))
  return payload && { key, payload }
}

/** The payload of a compact JWS of this type that this key has signed; undefined for anything else. */
export async function verify(jws: string, typ: string, key: DeviceKey): Promise<object | undefined> {
  try {
    const { payload, protectedHeader } = await compactVerify(jws, await importJWK(key, 'ES256'), {
      algorithms: ALGORITHMS,
    })
    if (protectedHeader.typ !== typ) return undefined
    const parsed: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload))
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined
  } catch {
    // The error is dropped: saying which part is wrong would help forgers alone.
    return undefined
  }
}

function headerOf(jws: string) {
  try {
    return decodeProtectedHeader(jws)
  } catch {
    return undefined
  }
}
