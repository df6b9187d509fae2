import { z } from 'zod'
import { toolOf } from '@/lib/ai/protected/protected-tools'
import type { Approval } from '@/lib/approvals/approval'
import { paymentOf } from '@/lib/approvals/approved'
import { moveApproval } from '@/lib/approvals/move-approval'
import { isApproval, type PhoneRequest } from '@/lib/approvals/phone-request'
import { signalApproval } from '@/lib/approvals/signal-approval'
import { crashPoint } from '@/lib/platform/crash-point'
import { log } from '@/lib/platform/log'
import { pause, stopped, stopping } from '@/lib/platform/shutdown'
import { traceHeaders } from '@/lib/platform/telemetry/tracing'
import { applyChange } from './apply-change'
import { settleOrder } from './settle-order'

const ANSWER_MS_MAX = 10_000
const ATTEMPTS_MAX = 6
const FIRST_PAUSE_MS = 250
/** A rate limit's window lasts at most a minute. */
const RETRY_AFTER_MS_MAX = 60_000

/** What became of sending what was approved. `unknown` is said only while the bank itself cannot be asked. */
export type PostOutcome = { status: 'posted' } | { status: 'failed'; code: string } | { status: 'unknown' }

const problem = z.object({ code: z.string() })

/** Does what the phone's yes allows, with the token that it brought: once, under the lease's fence. */
export async function spendToken(
  customerId: string,
  request: PhoneRequest,
  accessToken: string,
  fence: bigint,
): Promise<void> {
  crashPoint('approved')
  const isDone = isApproval(request)
    ? (await postApproved(request, accessToken, fence)).status === 'posted'
    : await applyChange(customerId, request, accessToken, fence)
  if (isDone) signalApproval(request.id, 'posted', request.createdAt)
}

/**
 * Sends what was approved to the API that the token is for, as any other agent would. The body is what the customer was
 * shown. The approval's id is the idempotency key, so a repeat never moves money twice. The ledger settles the approval of
 * a payment with the posting itself; where nothing is paid at the bank, the answer settles it.
 * @param fence of the lease under which this process drives the approval.
 */
export async function postApproved(approval: SentApproval, accessToken: string, fence: bigint): Promise<PostOutcome> {
  const { id } = approval
  for (let attempt = 1, own = FIRST_PAUSE_MS; attempt <= ATTEMPTS_MAX; attempt++, own *= 2) {
    const reply = await send(approval, accessToken).catch((error: unknown) => {
      log.warn({ err: error, approvalId: id, attempt }, 'what was approved could not be sent, or settled')
      return null
    })
    if (reply === DONE) return { status: 'posted' }
    if (reply && !isPassing(reply.status, attempt)) {
      const { code } = reply
      await moveApproval(id, 'failed', { fence, reason: `bank_refused:${code}` })
      return { status: 'failed', code }
    }
    if (attempt < ATTEMPTS_MAX) await untilAgain(own * (0.5 + Math.random()), reply?.retryAfterMs ?? 0)
  }
  return giveUp(id, fence)
}

/** What was approved, and how it was asked. */
export type SentApproval = Pick<Approval, 'id' | 'details' | 'payment' | 'bindingMessage'>

/** Waits as long as `Retry-After` asks; once this process is told to stop, only the shorter pause of its own. */
async function untilAgain(ownMs: number, saidMs: number): Promise<void> {
  if (saidMs > ownMs) await pause(saidMs, stopping())
  if (saidMs <= ownMs || stopping().aborted) await pause(ownMs, stopped())
}

/** Retries a 401 too: the route may not have the tenant's newest key yet, or one replica's clock may be off. */
function isPassing(status: number, attempt: number): boolean {
  return status >= 500 || status === 429 || (status === 401 && attempt < ATTEMPTS_MAX)
}

const DONE = 'done'

type Reply = typeof DONE | { status: number; code: string; retryAfterMs: number }

/** @throws if the answer is missing or cut off, or could not be written down: it may have been done all the same. */
async function send(approval: SentApproval, accessToken: string): Promise<Reply> {
  const { url, body } = toolOf(approval).request(approval)
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${accessToken}`,
      'Content-Type': 'application/json',
      'Idempotency-Key': approval.id,
      ...traceHeaders(),
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
    redirect: 'error',
  })
  if (response.status === 201) {
    await response.json()
    if (!paymentOf(approval)) await settleOrder(approval, accessToken)
    return DONE
  }
  const refusal = problem.catch({ code: 'internal_error' }).parse(await response.json().catch(() => null))
  const retryAfterMs = Number(response.headers.get('retry-after')) * 1_000 || 0
  return { status: response.status, ...refusal, retryAfterMs: Math.min(retryAfterMs, RETRY_AFTER_MS_MAX) }
}

/** Moves the row to `failed` first: from then on the ledger refuses a posting that arrives late. */
async function giveUp(id: string, fence: bigint): Promise<PostOutcome> {
  const failed = await moveApproval(id, 'failed', { fence, reason: 'bank_unavailable' }).catch(() => false)
  return failed ? { status: 'failed', code: 'unavailable' } : { status: 'unknown' }
}
