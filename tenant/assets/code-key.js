// The key by which this device makes codes while it has no connection. It is made here and at the bank, from what each offers
// the other, and is never sent; and no script can take it out of the browser.

import { keepCodeKey, loadCodeKey, post, signAction } from './device-key.js'

const CURVE = { name: 'ECDH', namedCurve: 'P-256' }
/** As the tenant's codes/keys.ts says it. */
const INFO = 'baink-code-key-1'

/**
 * Agrees on a key, unless this device has the one that the bank knows.
 * @param known the id of the key that the bank knows; empty for none
 */
export async function agreeOnCodes(customer, key, known) {
  const kept = await loadCodeKey(customer)
  if (kept && kept.id === known && kept.deviceId === key.deviceId) return
  // Of two pages that are open at once one agrees, and the other waits and then uses the same key.
  await navigator.locks.request('code key', { ifAvailable: true }, (lock) => lock && agree(customer, key))
}

async function agree(customer, key) {
  const own = await crypto.subtle.generateKey(CURVE, false, ['deriveKey'])
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', own.publicKey)
  const { challenge } = (await post('/phone/challenges')).body
  const order = { action: 'code_key', agree: { kty, crv, x, y } }
  const { ok, body } = await post('/phone/devices/code_key', {
    signed: await signAction(key, order, undefined, challenge),
  })
  if (!ok) return
  const theirs = await crypto.subtle.importKey('jwk', body.agree, CURVE, false, [])
  const shared = await crypto.subtle.deriveKey(
    { name: 'ECDH', public: theirs },
    own.privateKey,
    { name: 'HKDF' },
    false,
    ['deriveKey'],
  )
  const [salt, info] = [challenge, INFO].map((text) => new TextEncoder().encode(text))
  const how = { name: 'HKDF', hash: 'SHA-256', salt, info }
  const codeKey = await crypto.subtle.deriveKey(how, shared, { name: 'HMAC', hash: 'SHA-256', length: 256 }, false, [
    'sign',
  ])
  await keepCodeKey(customer, { id: body.id, deviceId: key.deviceId, codeKey })
}
