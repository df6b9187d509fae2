import { createHash } from 'node:crypto'
import { z } from 'zod'
import { paymentIn } from '../assets/payment.js'
import type { Sql } from '../store/database'
import { listPasskeyKeys, type PasskeyKey } from './passkeys'

// What a passkey signs (Web Authentication, level 3; W3C, Secure Payment Confirmation). The library that reads it is loaded by the first passkey.

const base64url = z.string().regex(/^[\w-]{1,2000}$/)

/** What the browser answers when a passkey has signed (section 5.1.8.1 of the specification). */
export const Assertion = z.strictObject({
  id: base64url,
  rawId: base64url,
  type: z.literal('public-key'),
  authenticatorAttachment: z.enum(['platform', 'cross-platform']).optional(),
  clientExtensionResults: z.strictObject({}),
  response: z.strictObject({
    authenticatorData: base64url,
    clientDataJSON: base64url,
    signature: base64url,
    userHandle: base64url.nullish(),
  }),
})
export type Assertion = z.output<typeof Assertion>

/** What the browser answers when it has made a passkey. */
export const Attestation = z.strictObject({
  id: base64url,
  rawId: base64url,
  type: z.literal('public-key'),
  authenticatorAttachment: z.enum(['platform', 'cross-platform']).optional(),
  clientExtensionResults: z.record(z.string(), z.unknown()),
  response: z.object({ attestationObject: z.string().regex(/^[\w-]{1,6000}$/), clientDataJSON: base64url }),
})
export type Attestation = z.output<typeof Attestation>

/**
 * ES256, EdDSA and RS256 by their COSE numbers (RFC 9053 and 8812), which each version of Node that the tenant runs on can verify.
 * Trap: left to itself the library asks for post-quantum signatures too where its Node has them, and an older Node cannot read them.
 */
export const ALGORITHMS = [-7, -8, -257]

/** The type of what is signed in the browser's payment dialogue, in the place of `webauthn.get`. */
const PAYMENT = 'payment.get'

/** Where the customer's browser must have been: on the tenant's own pages. */
export const placeOf = (origin: string) => ({ expectedOrigin: origin, expectedRPID: new URL(origin).hostname })

/** What the browser says of the signing; an empty record where it says nothing that can be read. */
function clientDataOf({ response }: Assertion): Record<string, unknown> {
  try {
    return Object(JSON.parse(Buffer.from(response.clientDataJSON, 'base64url').toString()))
  } catch {
    return {}
  }
}

/** Where the browser says that the passkey signed; `undefined` in words where it says nothing. */
export const originOf = (given: Assertion): string => String(clientDataOf(given).origin)

/** What the browser's payment dialogue says that it showed (section 4 of Secure Payment Confirmation). */
const ShownPayment = z.object({
  rpId: z.string(),
  topOrigin: z.string(),
  payeeName: z.string(),
  payeeOrigin: z.never().optional(),
  total: z.object({ currency: z.string(), value: z.string() }),
  instrument: z.object({ displayName: z.string() }),
})

/**
 * Whether the browser itself showed the transfer of this document and nothing else; undefined where the passkey was asked for without
 * that dialogue, which is right as well.
 */
function showedPayment(origin: string, given: Assertion, displayed: string | undefined): boolean | undefined {
  const { type, payment } = clientDataOf(given)
  if (type !== PAYMENT) return undefined
  const shown = ShownPayment.safeParse(payment).data
  const asked = displayed === undefined ? undefined : paymentIn(displayed)
  return (
    shown !== undefined &&
    asked !== undefined &&
    shown.rpId === placeOf(origin).expectedRPID &&
    shown.topOrigin === origin &&
    shown.payeeName === asked.payeeName &&
    shown.total.currency === asked.total.currency &&
    shown.total.value === asked.total.value &&
    shown.instrument.displayName === asked.from
  )
}

/** The challenge for an answer about something that is no document: SHA-256, base64url, of its parts. */
export function challengeOver(...parts: string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
}

/** A passkey's use, which the statement that acts on it records. */
export interface PasskeyUse {
  id: string
  counter: number
  /** Whether the browser itself showed payee and amount. */
  byBrowser: boolean
}

/**
 * Whether the customer has confirmed this challenge as they must: not at all without a passkey (`null`), or else by one of
 * theirs, with the user verified by biometrics or PIN.
 * @param challenge SHA-256 of what was displayed, or a one-time challenge; base64url
 * @param displayed the document whose hash the challenge is, if it is one
 * @returns undefined where a passkey is needed and has not signed this
 */
export async function readConfirmation(
  { sql, sub, origin }: { sql: Sql; sub: string; origin: string },
  challenge: string,
  given: Assertion | undefined,
  displayed?: string,
): Promise<PasskeyUse | null | undefined> {
  const keys = await listPasskeyKeys(sql, sub)
  if (keys.length === 0) return null
  const key = keys.find(({ credentialId }) => credentialId === given?.id)
  return given && key && (await verifyAssertion(origin, challenge, given, key, displayed))
}

/**
 * The use of this passkey; undefined unless it has signed this challenge, on this origin, with its user verified; in the browser's payment
 * dialogue also unless that showed the transfer of this document.
 */
export async function verifyAssertion(
  origin: string,
  challenge: string,
  given: Assertion,
  { id, credentialId, publicKey, counter }: PasskeyKey,
  displayed?: string,
): Promise<PasskeyUse | undefined> {
  const byBrowser = showedPayment(origin, given, displayed)
  if (byBrowser === false) return undefined
  const { verifyAuthenticationResponse } = await import('@simplewebauthn/server')
  try {
    const { userHandle, ...response } = given.response
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: { ...given, response: { ...response, ...(userHandle && { userHandle }) } },
      expectedChallenge: challenge,
      ...placeOf(origin),
      ...(byBrowser && { expectedType: PAYMENT }),
      credential: { id: credentialId, publicKey, counter },
      requireUserVerification: true,
    })
    return verified ? { id, counter: authenticationInfo.newCounter, byBrowser: byBrowser === true } : undefined
  } catch {
    // The error is dropped: saying which part is wrong would help forgers alone.
    return undefined
  }
}

/** The key of a passkey that was just made for this challenge; undefined for anything else. */
export async function readNewKey(
  origin: string,
  challenge: string,
  given: Attestation,
): Promise<Omit<PasskeyKey, 'id'> | undefined> {
  const { verifyRegistrationResponse } = await import('@simplewebauthn/server')
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: given as Parameters<typeof verifyRegistrationResponse>[0]['response'],
      expectedChallenge: challenge,
      ...placeOf(origin),
      supportedAlgorithmIDs: ALGORITHMS,
      requireUserVerification: true,
    })
    if (!verified) return undefined
    const { id, publicKey, counter } = registrationInfo.credential
    return { credentialId: id, publicKey, counter }
  } catch {
    return undefined
  }
}
