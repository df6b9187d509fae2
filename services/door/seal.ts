import { hkdfSync } from 'node:crypto'
import { CompactEncrypt, compactDecrypt } from 'jose'
import { z } from 'zod'
import type { BankToken } from './tenant'

const PURPOSE = 'baink services: token for the bank'
const sealed = z.tuple([z.string(), z.number()])

const keyOf = (clientSecret: string) => new Uint8Array(hkdfSync('sha256', clientSecret, '', PURPOSE, 32))

/** Seals a token for the database (JWE, direct, A256GCM), with a key made from the client's secret. */
export function seal(clientSecret: string, { token, expiresAt }: BankToken): Promise<string> {
  return new CompactEncrypt(new TextEncoder().encode(JSON.stringify([token, expiresAt.getTime()])))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .encrypt(keyOf(clientSecret))
}

/** The token, or null where it has expired, or the secret is not the one that it was sealed with. */
export async function unseal(clientSecret: string, text: string): Promise<BankToken | null> {
  const opened = await compactDecrypt(text, keyOf(clientSecret), { keyManagementAlgorithms: ['dir'] }).catch(() => null)
  if (!opened) return null
  const [token, expiresAt] = sealed.parse(JSON.parse(new TextDecoder().decode(opened.plaintext)))
  return expiresAt > Date.now() ? { token, expiresAt: new Date(expiresAt) } : null
}
