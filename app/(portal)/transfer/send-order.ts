import { type ApiProblem, problemOf, signInAgain } from '@/app/_ui/api'
import type { Transfer } from '@/lib/transfers/post-transfer'
import type { PendingOrder } from './pending-order'

/** Longer than the bank takes at its slowest; after that nobody knows. */
const ANSWER_MS_MAX = 20_000

/** Refusals that come before the ledger is asked. They say nothing about an earlier attempt under the same key. */
const NOT_OF_THE_LEDGER = new Set(['unauthenticated', 'forbidden_origin', 'rate_limited'])

/** What became of an order. `unknown`: it may have been made or not, and only the same key can tell. */
export type Outcome =
  | { kind: 'posted'; transfer: Transfer }
  | { kind: 'refused'; problem: ApiProblem }
  | { kind: 'unknown' }

/**
 * Sends an order under its key, by its own fetch and not `callBank`: it sends the kept body letter by letter, gives up on
 * an answer after a time, and sorts what `callBank` would throw into what is known and what is not. Never throws: whatever
 * is not an answer of the bank is `unknown`. So is a refusal at the door, if an earlier attempt has had no answer: that one
 * may have moved money.
 */
export async function sendOrder({ key, body, doubtful }: PendingOrder): Promise<Outcome> {
  try {
    const response = await fetch('/api/accounts/transfers', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
      body,
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    })
    if (response.ok) return { kind: 'posted', transfer: (await response.json()).transfer }
    const problem = await problemOf(response)
    // Only the bank's own refusal says for sure that nothing moved; an answer without a code is somebody else's.
    if (response.status >= 500 || problem.code === '') return { kind: 'unknown' }
    if (problem.code === 'unauthenticated') signInAgain()
    return doubtful && NOT_OF_THE_LEDGER.has(problem.code) ? { kind: 'unknown' } : { kind: 'refused', problem }
  } catch {
    return { kind: 'unknown' }
  }
}
