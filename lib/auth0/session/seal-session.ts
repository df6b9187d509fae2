import { hkdfSync } from 'node:crypto'
import type { SessionData } from '@auth0/nextjs-auth0/types'
import { CompactEncrypt, compactDecrypt } from 'jose'
import { env } from '@/lib/platform/env'

const PURPOSE = 'baink sessions: data'

/** A key of its own, so that nothing sealed here opens with the key of the cookie or of the approvals. */
function key(): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', env().AUTH0_SECRET, '', PURPOSE, 32))
}

/**
 * Seals what a session knows for the database (JWE, direct, A256GCM), bound to the row with this `cookieHash`. The access
 * and refresh tokens are left out: the portal calls nobody in the customer's name.
 */
export function sealSession(cookieHash: string, { user, tokenSet, internal }: SessionData): Promise<string> {
  const kept: SessionData = {
    user,
    tokenSet: { accessToken: '', expiresAt: 0, ...(tokenSet.idToken && { idToken: tokenSet.idToken }) },
    internal,
  }
  return new CompactEncrypt(new TextEncoder().encode(JSON.stringify(kept)))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: cookieHash })
    .encrypt(key())
}

/** @throws Error if it was sealed with another AUTH0_SECRET, was changed since, or belongs to another row. */
export async function unsealSession(cookieHash: string, sealed: string): Promise<SessionData> {
  const { plaintext, protectedHeader } = await compactDecrypt(sealed, key(), { keyManagementAlgorithms: ['dir'] })
  if (protectedHeader.kid !== cookieHash) throw new Error('the data of another session')
  return JSON.parse(new TextDecoder().decode(plaintext))
}
