import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import { z } from 'zod'
import type { AuthorizationDetail } from '../oidc/authorization-detail'
import { PaymentInitiation } from '../oidc/payment-initiation'

/**
 * Any displayed document. `transfer` is null for every other document than that of a transfer alone, and `details` may be
 * empty.
 */
export interface Shown {
  transfer: PaymentInitiation | null
  details: AuthorizationDetail[]
  bindingMessage: string
}

const AnyDocument = z.strictObject({
  // A record keeps the order of its members. The detail's type was checked before the document was stored.
  authorization_details: z.array(z.record(z.string(), z.unknown())),
  binding_message: z.string(),
})

const Document = z.strictObject({
  authorization_details: z.tuple([PaymentInitiation]),
  binding_message: z.string(),
})

/**
 * The document that the phone displays and a device signs: canonical JSON (RFC 8785) of exactly
 * `{"authorization_details":[<details>],"binding_message":"<message>"}`.
 */
export function documentOf(details: AuthorizationDetail[], bindingMessage: string): string {
  const document = canonicalize({ authorization_details: details, binding_message: bindingMessage })
  if (document === undefined) throw new Error('nothing to display')
  return document
}

/** SHA-256 over the document's UTF-8, as base64url: the token's claim `displayed_hash`. */
export function hashOfDisplayed(document: string): string {
  return createHash('sha256').update(document, 'utf8').digest('base64url')
}

/** Reads any document back, so that a card can be drawn from it alone. */
export function readShown(document: string): Shown {
  const parsed: unknown = JSON.parse(document)
  const transfer = Document.safeParse(parsed).data?.authorization_details[0] ?? null
  const { authorization_details: details, binding_message: bindingMessage } = AnyDocument.parse(parsed)
  return { transfer, details: transfer ? [transfer] : (details as AuthorizationDetail[]), bindingMessage }
}
