// This browser's key for a customer: made here, kept in IndexedDB, and of no use to anybody who copies the database's
// files alone, because WebCrypto hands out signatures and never the key.

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' }
const DATABASE = 'baink-phone'
const STORE = 'keys'

/**
 * Makes a key to offer the bank, and keeps it before the bank hears of it: an answer that is lost on its way must not
 * lose the key. It has a place of its own, so that an offer that comes to nothing costs no device its key.
 */
export async function makeKey(customer) {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(CURVE, false, ['sign'])
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', publicKey)
  const key = { privateKey, publicJwk: { kty, crv, x, y } }
  await keepOffered(customer, key)
  // Asked for and not insisted on: without it a browser short of space may forget the key.
  await navigator.storage?.persist?.().catch(() => false)
  return key
}

/** The key of the device that this browser is, if it is one of the customer's. */
export function loadKey(customer) {
  return inStore('readonly', (store) => store.get(customer))
}

/** The key that was offered to the bank and that it has not enrolled, as far as this browser has heard. */
export function loadOffered(customer) {
  return inStore('readonly', (store) => store.get(offeredPlace(customer)))
}

export function keepOffered(customer, key) {
  return inStore('readwrite', (store) => store.put(key, offeredPlace(customer)))
}

export function dropOffered(customer) {
  return inStore('readwrite', (store) => store.delete(offeredPlace(customer)))
}

/** Keeps the key that the bank knows as this device's: only now may it take the place of an older one. */
export function keepEnrolled(customer, { privateKey, publicJwk }, deviceId) {
  return inStore('readwrite', (store) => {
    store.delete(offeredPlace(customer))
    return store.put({ privateKey, publicJwk, deviceId }, customer)
  })
}

/**
 * Shows the bank which device this is.
 * @returns `proven`; `refused` where the bank says that it is none of the customer's; else `unanswered`, after which
 * nothing is known
 */
export async function proveKey(customer, key) {
  const proof = await keyProof(key, 'This device')
  const { ok, body } = await post('/phone/devices/prove', { proof })
  if (ok) await keepEnrolled(customer, key, body.device)
  if (ok) return 'proven'
  return body.code === 'unknown_device' ? 'refused' : 'unanswered'
}

/** A JWS that carries its own public key, over a challenge of the bank's: proof that the other half is here. */
export async function keyProof(key, name) {
  return sign({ typ: 'device-proof+jwt', jwk: key.publicJwk }, { ...(await once()), name }, key)
}

/** An order about devices, signed by this one. */
export async function signAction(key, action) {
  return sign({ typ: 'device-action+jwt', kid: key.deviceId }, { ...(await once()), ...action }, key)
}

/** An answer: it names one request, so it can count once. */
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

async function once() {
  const { body } = await post('/phone/challenges')
  return { challenge: String(body.challenge), origin: location.origin, time: new Date().toISOString() }
}

/** A compact JWS (RFC 7515 section 7.1); WebCrypto's signatures have the form that ES256 wants (RFC 7518 section 3.4). */
async function sign(header, payload, { privateKey }) {
  const input = [{ alg: 'ES256', ...header }, payload].map((part) => encode(utf8(JSON.stringify(part)))).join('.')
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, utf8(input))
  return `${input}.${encode(new Uint8Array(signature))}`
}

function offeredPlace(customer) {
  return [customer, 'offered']
}

function utf8(text) {
  return new TextEncoder().encode(text)
}

function encode(bytes) {
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
