import { z } from 'zod'

const DENIED = 'the customer denied the request'
export const REASON_TEXT_MAX = 140

/** Why a customer said no. Giving a reason is optional; `not_me` is the one that a bank acts on. */
export const DenialReason = z.discriminatedUnion('code', [
  z.strictObject({ code: z.literal('wrong_amount') }),
  z.strictObject({ code: z.literal('not_me') }),
  z.strictObject({
    code: z.literal('other'),
    text: z.string().refine((text) => /^\P{Cc}+$/u.test(text) && [...text].length <= REASON_TEXT_MAX),
  }),
])
export type DenialReason = z.infer<typeof DenialReason>

/** The `error_description` of a denial, in the characters that RFC 6749 section 5.2 allows there. */
export function describeDenial(reason?: DenialReason | null): string {
  if (!reason) return DENIED
  if (reason.code !== 'other') return `${DENIED}: ${reason.code}`
  return `${DENIED}: other: ${reason.text.replace(/[^\x20-\x21\x23-\x5B\x5D-\x7E]/gu, '?')}`
}
