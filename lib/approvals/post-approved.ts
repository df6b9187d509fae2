import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { crashPoint } from '@/lib/crash-point'
import { env } from '@/lib/env'
import { log } from '@/lib/log'
import { stopping } from '@/lib/shutdown'
import type { Transfer } from '@/lib/transfers/post-transfer'
import type { Approval } from './approval'
import { moveApproval } from './move-approval'

const ANSWER_MS_MAX = 10_000
const ATTEMPTS_MAX = 6
const FIRST_PAUSE_MS = 250
/** A rate limit is over with its minute at the latest. */
const RETRY_AFTER_MS_MAX = 60_000

/** What became of sending the approved transfer. `unknown` is said only while the ledger itself cannot be asked. */
export type PostOutcome =
  | { status: 'posted'; transfer: Transfer }
  | { status: 'failed'; code: string }
  | { status: 'unknown' }

const problem = z.object({ code: z.string() })
const posted = z.object({ transfer: z.custom<Transfer>((transfer) => typeof transfer === 'object') })

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
    const reply = await send(details, accessToken).catch((error: unknown) => {
      log.warn({ err: error, approvalId: id, attempt }, 'the agent route did not answer')
      return null
    })
    if (reply && 'transfer' in reply) return { status: 'posted', transfer: reply.transfer }
    if (reply && !isPassing(reply.status, attempt)) {
      const { code } = reply
      await moveApproval(id, 'failed', { fence, reason: `bank_refused:${code}` })
      return { status: 'failed', code }
    }
    const wait = pause * (0.5 + Math.random())
    if (attempt < ATTEMPTS_MAX) await sleep(Math.max(wait, reply?.retryAfterMs ?? 0))
  }
  return giveUp(id, fence)
}

/** A 401 too, but the last: the tenant's newest key may not be known there yet, or one replica's clock is off. */
function isPassing(status: number, attempt: number): boolean {
  return status >= 500 || status === 429 || (status === 401 && attempt < ATTEMPTS_MAX)
}

type Reply = { transfer: Transfer } | { status: number; code: string; retryAfterMs: number }

/** @throws where there is no answer, or not all of it: the transfer may have been made, and its answer cut off. */
async function send(details: Approval['details'], accessToken: string): Promise<Reply> {
  const response = await fetch(`${env().APP_BASE_URL}/api/agent/transfers`, {
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
  if (response.status === 201) return posted.parse(await response.json())
  const refusal = problem.catch({ code: 'internal_error' }).parse(await response.json().catch(() => null))
  const retryAfterMs = stopping().aborted ? 0 : Number(response.headers.get('retry-after')) * 1_000 || 0
  return { status: response.status, ...refusal, retryAfterMs: Math.min(retryAfterMs, RETRY_AFTER_MS_MAX) }
}

/** Failing the row is what makes the failure true: once it is `failed`, a posting that arrives late is refused. */
async function giveUp(id: string, fence: bigint): Promise<PostOutcome> {
  const failed = await moveApproval(id, 'failed', { fence, reason: 'bank_unavailable' }).catch(() => false)
  return failed ? { status: 'failed', code: 'unavailable' } : { status: 'unknown' }
}
