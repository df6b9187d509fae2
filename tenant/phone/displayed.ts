import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import { z } from 'zod'
import { PaymentInitiation } from '../oidc/payment-initiation'

/** What a customer is shown: the one transfer and the words that the chat shows too. */
export interface Displayed {
  details: PaymentInitiation
  bindingMessage: string
}

const Document = z.strictObject({
  authorization_details: z.tuple([PaymentInitiation]),
  binding_message: z.string(),
})

/**
 * The document that the phone displays and a device signs: canonical JSON (RFC 8785) of exactly
 * `{"authorization_details":[<detail>],"binding_message":"<message>"}`.
 */
export function displayedDocument({ details, bindingMessage }: Displayed): string {
  const document = canonicalize({ authorization_details: [details], binding_message: bindingMessage })
  if (document === undefined) throw new Error('nothing to display')
  return document
}

/** SHA-256 over the document's UTF-8, as base64url: the token's claim `displayed_hash`. */
export function hashOfDisplayed(document: string): string {
  return createHash('sha256').update(document, 'utf8').digest('base64url')
}

/** Reads a document back, so that a card can be drawn from it alone. */
export function readDisplayed(document: string): Displayed {
  const { authorization_details: details, binding_message: bindingMessage } = Document.parse(JSON.parse(document))
  return { details: details[0], bindingMessage }
}
