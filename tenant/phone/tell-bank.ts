import { randomUUID } from 'node:crypto'
import { importJWK, type JWK, SignJWT } from 'jose'
import type { TenantConfig } from '../tenant-config'

const ANSWER_MS_MAX = 5_000

/** A security event (RFC 8417): its name, and what it says. */
export type BankEvent = Record<`urn:baink:${string}`, Record<string, string>>

export const revokedEvent = (mandate: string): BankEvent => ({ 'urn:baink:mandate-revoked': { mandate } })
/** The customer lets frozen agents ask again, by a passkey. */
export const THAWED: BankEvent = { 'urn:baink:agents-thawed': {} }
/** The customer has replaced all devices with a recovery code. */
export const RECOVERED: BankEvent = { 'urn:baink:devices-recovered': {} }

/** Tells the bank something of this customer. @returns whether the bank says that it has acted on it */
export type TellBank = (sub: string, event: BankEvent) => Promise<boolean>

/**
 * How the bank is told: by a security event token (RFC 8417), signed like every token of this tenant's. The bank keeps what is
 * in force, so nothing is revoked before it has answered. Undefined without a bank to tell.
 */
export function tellBankBy({ issuer, clients }: TenantConfig, { keys }: { keys: JWK[] }): TellBank | undefined {
  const bank = clients.find((client) => client.revocationUri)
  const uri = bank?.revocationUri
  const key = keys.find(({ alg }) => alg === 'RS256')
  if (!bank || !key || !uri) return undefined
  return async (sub, events) => {
    const token = await new SignJWT({ events })
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
