import { randomUUID } from 'node:crypto'
import { importJWK, type JWK, SignJWT } from 'jose'
import type { TenantConfig } from '../tenant-config'

const ANSWER_MS_MAX = 5_000
const EVENT = 'urn:baink:mandate-revoked'

/** Tells the bank that this customer has revoked a mandate. @returns whether the bank says that it is revoked */
export type TellRevoked = (sub: string, mandate: string) => Promise<boolean>

/**
 * How the bank is told: by a security event token (RFC 8417), signed like every token of this tenant's. The bank keeps what is
 * in force, so nothing is revoked before it has answered. Undefined without a bank to tell.
 */
export function tellRevokedBy({ issuer, clients }: TenantConfig, { keys }: { keys: JWK[] }): TellRevoked | undefined {
  const bank = clients.find((client) => client.revocationUri)
  const uri = bank?.revocationUri
  const key = keys.find(({ alg }) => alg === 'RS256')
  if (!bank || !key || !uri) return undefined
  return async (sub, mandate) => {
    const token = await new SignJWT({ events: { [EVENT]: { mandate } } })
      .setProtectedHeader({ alg: 'RS256', typ: 'secevent+jwt', kid: key.kid ?? '' })
      .setIssuer(issuer)
      .setAudience(bank.id)
      .setSubject(sub)
      .setJti(randomUUID())
      .setIssuedAt()
      .sign(await importJWK(key, 'RS256'))
    const response = await fetch(uri, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ token }),
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
      redirect: 'error',
    })
    return response.ok
  }
}
