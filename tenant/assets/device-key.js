// This browser's key for a customer. WebCrypto makes signatures with the key and never hands it out, so a copy of the
// IndexedDB files does not give the key away.

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' }
const DATABASE = 'baink-phone'
const STORE = 'keys'

/**
 * Makes a key to offer to the bank, and stores it before the bank hears of it, so that a lost answer does not lose the
 * key. An offered key has its own place in the store, so that a failed offer does not overwrite an enrolled key.
 */
export async function makeKey(customer) {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(CURVE, false, ['sign'])
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', publicKey)
  const key = { privateKey, publicJwk: { kty, crv, x, y } }
  await keepOffered(customer, key)
  // The browser may say no; then it may forget the key when it runs short of space.
  await navigator.storage?.persist?.().catch(() => false)
  return key
}

/** The key of the enrolled device that this browser is, if it is one. */
export function loadKey(customer) {
  return inStore('readonly', (store) => store.get(customer))
}

/** The key that was offered to the bank and, as far as this browser knows, is not enrolled yet. */
export function loadOffered(customer) {
  return inStore('readonly', (store) => store.get(offeredPlace(customer)))
}

export function keepOffered(customer, key) {
  return inStore('readwrite', (store) => store.put(key, offeredPlace(customer)))
}

export function dropOffered(customer) {
  return inStore('readwrite', (store) => store.delete(offeredPlace(customer)))
}

/** Stores the key that the bank has enrolled, in place of an older one. */
export function keepEnrolled(customer, { privateKey, publicJwk }, deviceId) {
  return inStore('readwrite', (store) => {
    store.delete(offeredPlace(customer))
    return store.put({ privateKey, publicJwk, deviceId }, customer)
  })
}

/** The key for codes that this device shares with the bank, with its id and the device's. */
export function loadCodeKey(customer) {
  return inStore('readonly', (store) => store.get(codesPlace(customer)))
}

export function keepCodeKey(customer, codeKey) {
  return inStore('readwrite', (store) => store.put(codeKey, codesPlace(customer)))
}

/**
 * Proves to the bank that this browser is a device.
 * @returns `proven`; `refused` where the bank says that the key belongs to none of the customer's devices; `unanswered`
 * where the outcome is not known
 */
export async function proveKey(customer, key) {
  const proof = await keyProof(key, 'This device')
  const { ok, body } = await post('/phone/devices/prove', { proof })
  if (ok) await keepEnrolled(customer, key, body.device)
  if (ok) return 'proven'
  return body.code === 'unknown_device' ? 'refused' : 'unanswered'
}

/**
 * A JWS that carries its own public key, over a challenge of the bank's: proof that this browser holds the private key.
 */
export async function keyProof(key, name) {
  return sign({ typ: 'device-proof+jwt', jwk: key.publicJwk }, { ...(await once()), name }, key)
}

/**
 * An order about devices, signed by this one.
 * @param confirm adds what the order needs over its challenge
 * @param challenge the bank's, where it has given one already
 */
export async function signAction(key, action, confirm = async () => ({}), challenge = undefined) {
  const proof = await once(challenge)
  const order = { ...proof, ...action, ...(await confirm(proof.challenge)) }
  return sign({ typ: 'device-action+jwt', kid: key.deviceId }, order, key)
}

/** A signed answer. It names one request, so it can count only once. */
export function signAnswer(key, typ, answer) {
  return sign({ typ, kid: key.deviceId }, { ...answer, time: new Date().toISOString() }, key)
}

/** Posts a form to the bank. */
export async function post(path, fields = {}) {
  const headers = { accept: 'application/json' }
  const body = new URLSearchParams(fields)
  const response = await fetch(path, { method: 'POST', headers, body }).catch(() => null)
  const answer = await response?.json().catch(() => null)
  return { ok: response?.ok === true && answer !== null, status: response?.status, body: answer ?? {} }
}

async function once(given) {
  const challenge = given ?? String((await post('/phone/challenges')).body.challenge)
  return { challenge, origin: location.origin, time: new Date().toISOString() }
}

/**
 * A compact JWS (RFC 7515 section 7.1). WebCrypto's signatures already have the form that ES256 wants (RFC 7518 section
 * 3.4).
 */
async function sign(header, payload, { privateKey }) {
  const input = [{ alg: 'ES256', ...header }, payload].map((part) => encode(utf8(JSON.stringify(part)))).join('.')
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, utf8(input))
  return `${input}.${encode(new Uint8Array(signature))}`
}

function offeredPlace(customer) {
  return [customer, 'offered']
}

function codesPlace(customer) {
  return [customer, 'codes']
}

function utf8(text) {
  return new TextEncoder().encode(text)
}

/** Base64url (RFC 4648 section 5). */
export function encode(bytes) {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

function inStore(mode, work) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(DATABASE, 1)
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE)
    opening.onerror = () => reject(opening.error)
    opening.onsuccess = () => {
      const transaction = opening.result.transaction(STORE, mode)
      const request = work(transaction.objectStore(STORE))
      transaction.oncomplete = () => {
        opening.result.close()
        resolve(request.result)
      }
      transaction.onabort = () => reject(transaction.error)
    }
  })
}
