import { printableText } from '@/lib/text/printable-text'
import { type DenialReason, OTHER } from './denial'

const TEXT_CHARACTERS_MAX = 140
const DENIED = 'the customer denied the request: '

const text = printableText(TEXT_CHARACTERS_MAX).refine((words) => words.trim() !== '')

/**
 * Reads the reason out of what the tenant says with `access_denied`. Tenants word it as they like: whatever is not
 * exactly one of the three spellings is a denial without a reason. The customer's own words come percent-encoded: an
 * `error_description` takes printable ASCII alone (RFC 6749 section 5.2).
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
