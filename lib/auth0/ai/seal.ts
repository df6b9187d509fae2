import { hkdfSync } from 'node:crypto'
import { CompactEncrypt, compactDecrypt } from 'jose'
import { env } from '@/lib/platform/env'

const PURPOSE = 'baink approvals: auth_req_id'

/** A key of its own, so that nothing sealed here opens with the session cookie's key, or the other way round. */
function key(): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', env().AUTH0_SECRET, '', PURPOSE, 32))
}

/** Seals an `auth_req_id` for the database (JWE, direct, A256GCM): whoever reads the table cannot collect a token. */
export function seal(authReqId: string): Promise<string> {
  return new CompactEncrypt(new TextEncoder().encode(authReqId))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .encrypt(key())
}

/** @throws JWEDecryptionFailed if AUTH0_SECRET is not the one it was sealed with. */
export async function unseal(sealed: string): Promise<string> {
  const { plaintext } = await compactDecrypt(sealed, key(), { keyManagementAlgorithms: ['dir'] })
  return new TextDecoder().decode(plaintext)
}
