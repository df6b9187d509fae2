import { hkdfSync } from 'node:crypto'
import { CompactEncrypt, type CompactJWEHeaderParameters, compactDecrypt, errors } from 'jose'
import { env } from './env'

const KEY_BYTES = 32

/**
 * Keys for one purpose, each made of a secret of the bank's, so that nothing that was sealed for one purpose opens for another.
 * The first seals; the others only open what was sealed before a change of AUTH0_SECRET, or by a replica that has changed already.
 */
export function keysFor(purpose: string): [Uint8Array, ...Uint8Array[]] {
  const { AUTH0_SECRET, AUTH0_OTHER_SECRETS = [] } = env()
  const key = (secret: string) => new Uint8Array(hkdfSync('sha256', secret, '', purpose, KEY_BYTES))
  return [key(AUTH0_SECRET), ...AUTH0_OTHER_SECRETS.map(key)]
}

/** Seals a text (JWE, direct, A256GCM), with members of its header that nobody can change unseen. */
export function sealText(purpose: string, text: string, header: { kid?: string } = {}): Promise<string> {
  return new CompactEncrypt(new TextEncoder().encode(text))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', ...header })
    .encrypt(keysFor(purpose)[0])
}

/** @throws JWEDecryptionFailed if it was sealed with none of the bank's secrets. */
export function openSealed(
  purpose: string,
  sealed: string,
): Promise<{ text: string; header: CompactJWEHeaderParameters }> {
  return byAnyKey(keysFor(purpose), async (key) => {
    const { plaintext, protectedHeader } = await compactDecrypt(sealed, key, { keyManagementAlgorithms: ['dir'] })
    return { text: new TextDecoder().decode(plaintext), header: protectedHeader }
  })
}

/** What the first key opens that fits. @throws the last key's error */
export async function byAnyKey<Opened>(
  [key, ...others]: [Uint8Array, ...Uint8Array[]],
  open: (key: Uint8Array) => Promise<Opened>,
): Promise<Opened> {
  try {
    return await open(key)
  } catch (error) {
    const [next, ...more] = others
    if (!next || !(error instanceof errors.JWEDecryptionFailed)) throw error
    return byAnyKey([next, ...more], open)
  }
}
