import { printableName } from '@/lib/platform/text/printable-text'
import type { FailureReason, FinalStatus } from './approval-states'
import { type DenialReason, OTHER } from './denial'

const TEXT_CHARACTERS_MAX = 140
const DENIED = 'the customer denied the request: '

const text = printableName(TEXT_CHARACTERS_MAX)

/** How an approval ends without a token; null if that is not known yet and polling must go on. */
export type Ending = {
  status: Exclude<FinalStatus, 'posted' | 'cancelled'>
  reason?: FailureReason | DenialReason
} | null

/** A denial on the phone, with the customer's reason if the tenant passes it on in a spelling that we know. */
export function denied(description: unknown): NonNullable<Ending> {
  const reason = readDenial(description)
  return { status: 'denied', ...(reason && { reason }) }
}

/**
 * Reads the reason from the `error_description` of `access_denied`. Any text but one of the three known spellings is a
 * denial without a reason. The customer's own words are percent-encoded, because an `error_description` is printable
 * ASCII (RFC 6749 section 5.2).
 */
export function readDenial(description: unknown): DenialReason | undefined {
  if (typeof description !== 'string' || !description.startsWith(DENIED)) return undefined
  const reason = description.slice(DENIED.length)
  if (reason === 'wrong_amount' || reason === 'not_me') return reason
  if (!reason.startsWith(OTHER)) return undefined
  const words = text.safeParse(decoded(reason.slice(OTHER.length)))
  return words.success ? `${OTHER}${words.data}` : undefined
}

function decoded(words: string): string | undefined {
  try {
    return decodeURIComponent(words)
  } catch {
    return undefined
  }
}
