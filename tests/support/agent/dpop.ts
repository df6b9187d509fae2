import { createHash, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto'
import { CompactSign, calculateJwkThumbprint, type JWK } from 'jose'
import { POST as agentTransfer } from '@/app/api/agent/transfers/route'
import { AUDIENCE } from './agent-bank'

/** A key that an agent holds, with the thumbprint that names it in a token. */
export interface ProofKey {
  alg: string
  privateKey: KeyObject
  jwk: JWK
  thumbprint: string
}

/** The faults of a proof. `undefined` leaves a member out. */
export interface ProofChanges {
  header?: Record<string, unknown>
  claims?: Record<string, unknown>
  /** Signs in place of the key in the header. */
  signedBy?: KeyObject | Uint8Array
}

const PAIRS: Record<string, () => { publicKey: KeyObject; privateKey: KeyObject }> = {
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ES384: () => generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  RS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  PS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  EdDSA: () => generateKeyPairSync('ed25519'),
  Ed25519: () => generateKeyPairSync('ed25519'),
}

export async function newProofKey(alg = 'ES256'): Promise<ProofKey> {
  const pair = PAIRS[alg]?.()
  if (!pair) throw new Error(`no such algorithm here: ${alg}`)
  const jwk = pair.publicKey.export({ format: 'jwk' }) as JWK
  return { alg, privateKey: pair.privateKey, jwk, thumbprint: await calculateJwkThumbprint(jwk) }
}

export const athOf = (token: string) => createHash('sha256').update(token).digest('base64url')

/** A good proof (RFC 9449 section 4.2) for one POST of `token` to `url`, with the faults in `changes`. */
export function proofFor(key: ProofKey, token: string, url: string, changes: ProofChanges = {}): Promise<string> {
  const iat = Math.floor(Date.now() / 1000)
  return signProof(key, { jti: randomUUID(), htm: 'POST', htu: url, iat, ath: athOf(token) }, changes)
}

/** A proof for the tenant's token endpoint, where there is no token yet (RFC 9449 section 5). */
export function tenantProof(key: ProofKey, url: string): Promise<string> {
  return signProof(key, { jti: randomUUID(), htm: 'POST', htu: url, iat: Math.floor(Date.now() / 1000) }, {})
}

async function signProof(key: ProofKey, claims: object, changes: ProofChanges): Promise<string> {
  const header = { typ: 'dpop+jwt', alg: key.alg, jwk: key.jwk, ...changes.header }
  const payload = Buffer.from(JSON.stringify({ ...claims, ...changes.claims }))
  if (header.alg === 'none') {
    return `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${payload.toString('base64url')}.`
  }
  return new CompactSign(payload).setProtectedHeader(header).sign(changes.signedBy ?? key.privateKey)
}

/** Calls the agent route with a token that is bound to a key. Several proofs become several headers. */
export function sendBound(
  token: string,
  proof: string | string[] | null,
  key: string,
  body: unknown,
  { scheme = 'DPoP', url = AUDIENCE }: { scheme?: string; url?: string } = {},
): Promise<Response> {
  const headers = new Headers({
    Authorization: `${scheme} ${token}`,
    'Content-Type': 'application/json',
    'Idempotency-Key': key,
  })
  for (const one of proof === null ? [] : [proof].flat()) headers.append('DPoP', one)
  return agentTransfer(new Request(url, { method: 'POST', headers, body: JSON.stringify(body) }))
}
