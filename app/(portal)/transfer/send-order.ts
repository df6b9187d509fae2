import { type ApiProblem, problemOf, signInAgain } from '@/app/_ui/api'
import { bankFetch } from '@/app/_ui/bank-fetch'
import type { Approval } from '@/lib/approvals/approval'
import type { Transfer } from '@/lib/ledger/post-transfer'
import type { PendingOrder } from './pending-order'

/** How long the page waits for an answer. The bank may still be at it then, so nobody knows. */
const ANSWER_MS_MAX = 20_000
/**
 * How long an order that was sent may still come to be posted: the bank asks its database six times at most (the
 * session twice, customer, rate, posting, and posting again after a connection broke), each for 12 s at most (lib/platform/database/client.ts), and the
 * order may have been under way for a while before that.
 */
const UNDER_WAY_MS_MAX = 90_000

/** Refusals that come before the ledger is asked. They say nothing about an earlier attempt under the same key. */
const NOT_OF_THE_LEDGER = new Set(['unauthenticated', 'signed_in_as_other', 'forbidden_origin', 'rate_limited'])

/**
 * What became of an order. `waiting`: the phone has been asked, and the approval under the order's key tells the rest; null
 * until it has been read. `unknown`: it may have been made or not, and only the same key can tell.
 */
export type Outcome =
  | { kind: 'posted'; transfer: Transfer }
  | { kind: 'waiting'; approval: Approval | null }
  | { kind: 'refused'; problem: ApiProblem }
  | { kind: 'unknown'; refused?: ApiProblem }

/**
 * Sends an order under its key. Never throws: anything but the bank's own answer is `unknown`. After an unanswered
 * attempt a refusal is `unknown` too, for as long as the first attempt may still arrive and be posted: the ledger
 * remembers no refusal. A refusal before the ledger (signed out, too many requests) says nothing about that attempt.
 * `callBank` is not used, because the kept body must be sent unchanged.
 * @param order whose `unansweredAt` is when the last attempt without an answer was sent (Date.now()), or null.
 */
export async function sendOrder({ key, body, unansweredAt }: PendingOrder): Promise<Outcome> {
  try {
    const response = await bankFetch('/api/accounts/transfers', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
      body,
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    })
    if (response.status === 202) return { kind: 'waiting', approval: (await response.json()).approval }
    if (response.ok) return { kind: 'posted', transfer: (await response.json()).transfer }
    const problem = await problemOf(response)
    // Only the bank's own refusal says for sure that nothing moved; an answer without a code is somebody else's.
    if (response.status >= 500 || problem.code === '') return { kind: 'unknown' }
    if (problem.code === 'unauthenticated') signInAgain()
    if (unansweredAt === null) return { kind: 'refused', problem }
    if (NOT_OF_THE_LEDGER.has(problem.code)) return { kind: 'unknown' }
    // A clock that was set back tells nothing: then it may be under way as well.
    const isUnderWay = Date.now() - unansweredAt < UNDER_WAY_MS_MAX
    return isUnderWay ? { kind: 'unknown', refused: problem } : { kind: 'refused', problem }
  } catch {
    return { kind: 'unknown' }
  }
}
