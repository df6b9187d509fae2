import { z } from 'zod'

const DENIED = 'the customer denied the request'
export const REASON_TEXT_MAX = 140
/** What RFC 6749 section 5.2 does not allow in an `error_description`, and the sign that an escape begins with. */
const TO_ESCAPE = /[^\x20\x21\x23\x24\x26-\x5B\x5D-\x7E]/gu

/** Why a customer said no. Giving a reason is optional; `not_me` is the one that a bank acts on. */
export const DenialReason = z.discriminatedUnion('code', [
  z.strictObject({ code: z.literal('wrong_amount') }),
  z.strictObject({ code: z.literal('not_me') }),
  z.strictObject({
    code: z.literal('other'),
    text: z.string().refine((text) => /^[^\p{Cc}\p{Cs}]+$/u.test(text) && [...text].length <= REASON_TEXT_MAX),
  }),
])
export type DenialReason = z.infer<typeof DenialReason>

/**
 * The `error_description` of a denial. The customer's own words are percent-encoded (RFC 3986 section 2.1) where they
 * hold what must not stand there as it is, so that whoever asked can read them whole.
 */
export function describeDenial(reason?: DenialReason | null): string {
  if (!reason) return DENIED
  if (reason.code !== 'other') return `${DENIED}: ${reason.code}`
  return `${DENIED}: other: ${reason.text.replace(TO_ESCAPE, encodeURIComponent)}`
}
