import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { crashPoint } from '@/lib/crash-point'
import { env } from '@/lib/env'
import { log } from '@/lib/log'
import type { Transfer } from '@/lib/transfers/post-transfer'
import type { Approval } from './approval'
import { moveApproval } from './move-approval'

const ANSWER_MS_MAX = 10_000
const ATTEMPTS_MAX = 6
const FIRST_PAUSE_MS = 250

/** What became of sending the approved transfer. `unknown` is said only while the ledger itself cannot be asked. */
export type PostOutcome =
  | { status: 'posted'; transfer: Transfer }
  | { status: 'failed'; code: string }
  | { status: 'unknown' }

const problem = z.object({ code: z.string() })

/**
 * Sends the approved transfer to the agent route over HTTP, as any other agent would: the token, and a body that is
 * what the customer was shown. The approval's id is the key, so sending it again can never move money twice.
 * @param fence of the lease under which this process drives the approval.
 */
export async function postApproved(
  { id, details }: Pick<Approval, 'id' | 'details'>,
  accessToken: string,
  fence: bigint,
): Promise<PostOutcome> {
  crashPoint('approved')
  for (let attempt = 1, pause = FIRST_PAUSE_MS; attempt <= ATTEMPTS_MAX; attempt++, pause *= 2) {
    const response = await send(details, accessToken).catch((error: unknown) => {
      log.warn({ err: error, approvalId: id, attempt }, 'the agent route did not answer')
      return null
    })
    if (response?.status === 201) return { status: 'posted', transfer: (await response.json()).transfer }
    if (response && !isPassing(response.status, attempt)) {
      const { code } = problem.catch({ code: 'internal_error' }).parse(await response.json().catch(() => ({})))
      await moveApproval(id, 'failed', { fence, reason: `bank_refused:${code}` })
      return { status: 'failed', code }
    }
    if (attempt < ATTEMPTS_MAX) await sleep(pause * (0.5 + Math.random()))
  }
  return giveUp(id, fence)
}

/** A 401 too, once or twice: the tenant's newest key may not be known here yet, or this replica's clock is off. */
function isPassing(status: number, attempt: number): boolean {
  return status >= 500 || status === 429 || (status === 401 && attempt < ATTEMPTS_MAX)
}

function send(details: Approval['details'], accessToken: string): Promise<Response> {
  return fetch(`${env().APP_BASE_URL}/api/agent/transfers`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${accessToken}`,
      'Content-Type': 'application/json',
      'Idempotency-Key': details.identifier,
    },
    body: JSON.stringify({
      fromAccountId: details.debtorAccount.id,
      toAccountId: details.creditorAccount.id,
      amount: details.instructedAmount.amount,
      currency: details.instructedAmount.currency,
      memo: details.remittanceInformationUnstructured ?? null,
    }),
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
    redirect: 'error',
  })
}

/** Failing the row is what makes the failure true: once it is `failed`, a posting that arrives late is refused. */
async function giveUp(id: string, fence: bigint): Promise<PostOutcome> {
  const failed = await moveApproval(id, 'failed', { fence, reason: 'bank_unavailable' }).catch(() => false)
  return failed ? { status: 'failed', code: 'unavailable' } : { status: 'unknown' }
}
