/** The reason of a denial as it is stored: a code, or `other: ` and the customer's own words. */
export type DenialReason = 'wrong_amount' | 'not_me' | `other: ${string}`
type DenialCode = 'wrong_amount' | 'not_me' | 'other'

export const OTHER = 'other: '

/** The reason's code, which is all that a language model sees of it. */
export function denialCode(reason: string | null): DenialCode | undefined {
  if (reason === 'wrong_amount' || reason === 'not_me') return reason
  return reason?.startsWith(OTHER) ? 'other' : undefined
}

/** What the customer said, in words for the customer. */
export function denialWords(reason: string | null): string | undefined {
  if (reason === 'wrong_amount') return 'wrong amount'
  if (reason === 'not_me') return 'not me'
  return reason?.startsWith(OTHER) ? reason.slice(OTHER.length) : undefined
}
