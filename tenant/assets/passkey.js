// Asks the customer's passkeys (Web Authentication, level 3): the browser then asks for fingerprint, face or PIN. Where it can,
// it also shows payee and amount itself (W3C, Secure Payment Confirmation), whatever the page shows.

import { encode } from './device-key.js'
import { paymentIn } from './payment.js'

const TIMEOUT_MS = 120_000
const BY_BROWSER = 'secure-payment-confirmation'
/** The documents whose payment dialogue was closed here. Perhaps it could not be answered, so a passkey alone is asked next. */
const closed = new Set()

/** Whether this browser can make passkeys and put them into words that the bank reads. */
export const canMakePasskeys = () => typeof globalThis.PublicKeyCredential?.parseCreationOptionsFromJSON === 'function'

/** Makes a passkey, as the bank offers it; for the browser's payment dialogue too, where it has one and this device has no passkey. */
export async function makePasskey(offer) {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(offer)
  const make = async (options, payment) => ({
    credential: (await navigator.credentials.create({ publicKey: options })).toJSON(),
    payment,
  })
  if (!(await showsPayments())) return make(publicKey, false)
  const { authenticatorSelection, extensions } = publicKey
  const own = {
    ...publicKey,
    authenticatorSelection: { ...authenticatorSelection, authenticatorAttachment: 'platform' },
    extensions: { ...extensions, payment: { isPayment: true } },
  }
  return make(own, true).catch((error) => {
    if (isTurnedAway(error)) throw error
    return make(publicKey, false)
  })
}

const showsPayments = async () => {
  const availability = globalThis.PaymentRequest?.securePaymentConfirmationAvailability
  return (await availability?.call(PaymentRequest).catch(() => '')) === 'available'
}

/**
 * A passkey's signature over a displayed document, for the answer that this device signs.
 * @param passkeys the ids of the passkeys in one text, and of those that this browser made for its payment dialogue
 */
export async function confirmDisplayed({ passkeys, paying }, displayed) {
  const challenge = await hashOf(displayed)
  return (await confirmPayment(paying, displayed, challenge)) ?? confirmWith(passkeys, challenge)
}

/** By the browser's payment dialogue; undefined where it cannot show this. */
async function confirmPayment(passkeys, displayed, challenge) {
  const payment = paymentIn(displayed)
  if (!payment || passkeys.trim() === '' || closed.has(displayed) || !(await showsPayments())) return undefined
  const asked = optionsFor(passkeys, challenge)
  const data = {
    credentialIds: asked.allowCredentials.map(({ id }) => id),
    challenge: asked.challenge,
    rpId: location.hostname,
    payeeName: payment.payeeName,
    instrument: { displayName: payment.from, icon: new URL('/assets/icon.svg', location).href, iconMustBeShown: false },
    locale: [document.documentElement.lang],
    timeout: TIMEOUT_MS,
  }
  try {
    const total = { label: payment.payeeName, amount: payment.total }
    const response = await new PaymentRequest([{ supportedMethods: BY_BROWSER, data }], { total }).show()
    await response.complete('success')
    return asMember(response.details)
  } catch (error) {
    if (!isTurnedAway(error)) return undefined
    closed.add(displayed)
    throw error
  }
}

/**
 * A passkey's signature over a challenge, for a JWS that this device signs.
 * @param passkeys the passkeys' ids in one text; without any, nothing is asked
 * @param challenge base64url
 */
export async function confirmWith(passkeys, challenge) {
  if (passkeys.trim() === '') return {}
  return asMember(await navigator.credentials.get({ publicKey: optionsFor(passkeys, challenge) }))
}

const optionsFor = (passkeys, challenge) =>
  PublicKeyCredential.parseRequestOptionsFromJSON({
    challenge,
    allowCredentials: passkeys
      .split(' ')
      .filter(Boolean)
      .map((id) => ({ id, type: 'public-key' })),
    userVerification: 'required',
    timeout: TIMEOUT_MS,
  })

function asMember(credential) {
  const { id, rawId, type, authenticatorAttachment, response } = credential.toJSON()
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
