import { Problem } from '@/lib/platform/http/problem'
import { log } from '@/lib/platform/log'

const RETRY = { 'Retry-After': '5' }

/** The outcome is open: the same order under the same key tells it. */
export function unknownOutcome(): Problem {
  const detail = 'Please send the same order under the same key again: it is made at most once.'
  return new Problem('unavailable', { detail, headers: RETRY })
}

/** Somebody that an order needs cannot be reached, or does not answer clearly. The cause is only logged. */
export function unreachable(detail: string, cause: unknown): Problem {
  log.warn({ cause }, detail)
  return new Problem('unavailable', { detail, headers: RETRY })
}
