import { errors } from 'oidc-provider'
import { documentOf } from '../phone/displayed'

/** One authorization detail of any type (RFC 9396 section 2). */
export interface AuthorizationDetail {
  type: string
  [member: string]: unknown
}

/** A phone shows each member in its own row, and sends the document back inside its signature (http/form.ts). */
const DOCUMENT_MAX_BYTES = 6_000

/**
 * Reads `authorization_details` of any type; an empty list where the request has none. The provider has checked each
 * detail's type already.
 * @throws errors.InvalidAuthorizationDetails for details that no phone could show
 */
export function parseDetails(parameter: unknown, bindingMessage: string): AuthorizationDetail[] {
  if (parameter === undefined || parameter === '') return []
  const details: unknown = JSON.parse(String(parameter))
  if (!Array.isArray(details)) throw new errors.InvalidAuthorizationDetails('authorization_details must be an array')
  if (Buffer.byteLength(documentOf(details, bindingMessage)) > DOCUMENT_MAX_BYTES) {
    throw new errors.InvalidAuthorizationDetails('authorization_details are more than a phone can show')
  }
  return details
}
