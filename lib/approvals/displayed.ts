import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'

/**
 * The document that the phone displays: the canonical JSON (RFC 8785) of exactly
 * `{"authorization_details":[<details>],"binding_message":"<message>"}`. Bank and tenant each make it for themselves,
 * so neither has to trust the other's.
 * @throws Error if a member cannot be written canonically, such as half a surrogate pair.
 */
export function displayedDocument(details: object[], bindingMessage: string): string {
  const document = canonicalize({ authorization_details: details, binding_message: bindingMessage })
  if (document === undefined) throw new Error('nothing to display')
  return document
}

/** SHA-256 of the displayed document's UTF-8 bytes, in base64url: 43 characters. */
export function displayedHash(details: object[], bindingMessage: string): string {
  return digestOfText(displayedDocument(details, bindingMessage))
}

/** SHA-256 of a text's UTF-8 bytes, in base64url: 43 characters. */
export function digestOfText(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('base64url')
}
