import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import type { PaymentInitiation } from '@/lib/auth0/payment-initiation'

/**
 * What the phone is asked to show, as one text: the canonical JSON (RFC 8785) of exactly
 * `{"authorization_details":[<detail>],"binding_message":"<message>"}`. Bank and tenant each make it for themselves,
 * so neither has to believe the other's spelling.
 * @throws Error if a member cannot be written canonically, such as half a surrogate pair.
 */
export function displayedDocument(detail: PaymentInitiation, bindingMessage: string): string {
  const document = canonicalize({ authorization_details: [detail], binding_message: bindingMessage })
  if (document === undefined) throw new Error('nothing to display')
  return document
}

/** SHA-256 of the displayed document's UTF-8 bytes, in base64url: 43 characters. */
export function displayedHash(detail: PaymentInitiation, bindingMessage: string): string {
  return createHash('sha256').update(displayedDocument(detail, bindingMessage), 'utf8').digest('base64url')
}
