// Asks the customer's passkeys (Web Authentication, level 3): the browser then asks for fingerprint, face or PIN.

import { encode } from './device-key.js'

const TIMEOUT_MS = 120_000

/** Whether this browser can make passkeys and put them into words that the bank reads. */
export const canMakePasskeys = () => typeof globalThis.PublicKeyCredential?.parseCreationOptionsFromJSON === 'function'

/** Makes a passkey, as the bank offers it. */
export async function makePasskey(offer) {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(offer)
  return (await navigator.credentials.create({ publicKey })).toJSON()
}

/**
 * A passkey's signature over a challenge, for a JWS that this device signs.
 * @param passkeys the passkeys' ids in one text; without any, nothing is asked
 * @param challenge base64url
 */
export async function confirmWith(passkeys, challenge) {
  const ids = passkeys.split(' ').filter(Boolean)
  if (ids.length === 0) return {}
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON({
    challenge,
    allowCredentials: ids.map((id) => ({ id, type: 'public-key' })),
    userVerification: 'required',
    timeout: TIMEOUT_MS,
  })
  const { id, rawId, type, authenticatorAttachment, response } = (
    await navigator.credentials.get({ publicKey })
  ).toJSON()
  const { authenticatorData, clientDataJSON, signature, userHandle } = response
  return {
    passkey: {
      ...{ id, rawId, type, clientExtensionResults: {} },
      ...(authenticatorAttachment && { authenticatorAttachment }),
      response: { authenticatorData, clientDataJSON, signature, ...(userHandle && { userHandle }) },
    },
  }
}

/** SHA-256 of a text, base64url. */
export async function hashOf(text) {
  return encode(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))))
}

/** Whether an error says that the customer did not confirm: turned away, or took too long. */
export const isTurnedAway = (error) => error?.name === 'NotAllowedError' || error?.name === 'AbortError'
