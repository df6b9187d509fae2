import { z } from 'zod'
import { printable, refusedIn } from '../assets/printable.js'

const DENIED = 'the customer denied the request'
export const REASON_TEXT_MAX = 140
/** Every character that RFC 6749 section 5.2 forbids in an `error_description`, and the percent sign. */
const TO_ESCAPE = /[^\x20\x21\x23\x24\x26-\x5B\x5D-\x7E]/gu

/** Why a customer said no. The reason is optional; a bank acts on `not_me`. */
export const DenialReason = z.discriminatedUnion('code', [
  z.strictObject({ code: z.literal('wrong_amount') }),
  z.strictObject({ code: z.literal('not_me') }),
  z.strictObject({
    code: z.literal('other'),
    text: z
      .string()
      .refine((text) => refusedIn(text) === undefined)
      .transform(printable)
      .refine((text) => text !== '' && [...text].length <= REASON_TEXT_MAX),
  }),
])
export type DenialReason = z.infer<typeof DenialReason>

/**
 * The `error_description` of a denial. Forbidden characters in the customer's words are percent-encoded (RFC 3986
 * section 2.1), so that the client can read the words whole.
 */
export function describeDenial(reason?: DenialReason | null): string {
  if (!reason) return DENIED
  if (reason.code !== 'other') return `${DENIED}: ${reason.code}`
  return `${DENIED}: other: ${reason.text.replace(TO_ESCAPE, encodeURIComponent)}`
}
