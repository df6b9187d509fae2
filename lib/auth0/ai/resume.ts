import { endApproval } from '@/lib/approvals/end-approval'
import type { Ending } from '@/lib/approvals/ending'
import { type Claim, claimLapsed, FIRST_FENCE, handBackLease, keepLease } from '@/lib/approvals/lease'
import { moveApproval, moveFirmly } from '@/lib/approvals/move-approval'
import { getPhoneRequest } from '@/lib/approvals/phone-request'
import { digestOfToken } from '@/lib/auth0/token/recorded-detail'
import { crashPoint } from '@/lib/platform/crash-point'
import { DatabaseUnavailable } from '@/lib/platform/database/client'
import { log } from '@/lib/platform/log'
import { holdDoorsOpen, pause, stopping } from '@/lib/platform/shutdown'
import { signal } from '@/lib/platform/telemetry/signals'
import { inSpan } from '@/lib/platform/telemetry/tracing'
import { noteConcerns } from '@/lib/soundness/concerns'
import { type Poll, pollOnce, SLOW_DOWN_SECONDS } from './poll-once'
import { spendToken } from './post-approved'
import { unseal } from './seal'
import { heard, tenantIsSilent } from './tenant-silence'

const LOOK_MS = 1_000
/**
 * At most 20 polls at once and 200 a second. A restart with ten thousand open approvals does not flood the tenant, and
 * each approval is still polled within a minute.
 */
const AT_ONCE_MAX = 20
const PACE_MS = 100
const INTERVAL_SECONDS = 5
/** Enough for a process that already holds the token to post once more after the database is back. */
const POSTING_MS_MAX = 10_000

/**
 * Drives approvals whose process was killed or restarted, or handed back the lease after an error. Runs in every
 * replica until the process is told to stop. Between two polls no process owns the row: `lease_until` says when the
 * next one is due, and any replica makes it.
 */
export function startResuming(): void {
  let active = 0
  const look = async () => {
    while (!stopping().aborted) {
      const claims = active < AT_ONCE_MAX ? await claim(AT_ONCE_MAX - active) : []
      for (const claim of claims) {
        active++
        inSpan('approval resumed', () => attend(claim), spanOf(claim))
          .catch((error: unknown) => log.error({ err: error, approvalId: claim.id }, 'could not resume an approval'))
          .finally(() => {
            active--
          })
      }
      await pause(claims.length > 0 || active > 0 ? PACE_MS : LOOK_MS)
    }
  }
  void look()
}

const spanOf = ({ id }: Claim) => ({ resumed: id, attributes: { 'baink.approval_id': id } })

/** Reports every failure but an unreachable database, which is reported elsewhere. */
async function claim(most: number): Promise<Claim[]> {
  try {
    const claims = await claimLapsed(most)
    noteConcerns('approvals', [])
    return claims
  } catch (error) {
    if (!(error instanceof DatabaseUnavailable))
      noteConcerns('approvals', ['open approvals cannot be taken over'], error)
    return []
  }
}

async function attend(claim: Claim): Promise<void> {
  const { id, fence } = claim
  // Once for an approval: between its later polls no process owns it.
  if (fence === FIRST_FENCE + 1n) signal('takeover', { id })
  // This process is stopping: its agent route could no longer take the token.
  if (stopping().aborted) return handBackLease(id)
  const lease = keepLease(id)
  // The hold is short: one poll, and the posting if the poll brings the token.
  const letGo = holdDoorsOpen()
  try {
    if (claim.status === 'approved') await failWithoutToken(claim)
    // Without a stored handle no process can collect the tenant's answer.
    else if (!claim.sealedAuthReqId) await moveApproval(id, 'failed', { fence, reason: 'interrupted' })
    else await ask(claim, claim.sealedAuthReqId)
  } finally {
    lease.release()
    letGo()
  }
}

/**
 * Fails an approval that is `approved` but whose process is gone: tokens are never stored, so the token is lost. Waits
 * first, because after a database outage that process may still be alive and post.
 */
async function failWithoutToken({ id, fence }: Claim): Promise<void> {
  await pause(POSTING_MS_MAX)
  if (stopping().aborted) await handBackLease(id)
  else await moveApproval(id, 'failed', { fence, reason: 'token_lost' })
}

/** Asks the tenant once and acts on the answer, or puts the approval off until it may be asked again. */
async function ask(claim: Claim, sealedAuthReqId: string): Promise<void> {
  const { id, fence } = claim
  const authReqId = await unseal(sealedAuthReqId).catch((error: unknown) => {
    log.error({ err: error, approvalId: id }, 'AUTH0_SECRET is not the one that this approval was sealed with')
    return null
  })
  if (!authReqId) {
    await moveApproval(id, 'failed', { fence, reason: 'interrupted' })
    return
  }
  const poll: Poll = tenantIsSilent() ? { kind: 'no_answer', seconds: 0 } : await pollOnce(authReqId)
  const silentSeconds = heard(poll.kind !== 'no_answer')
  if (poll.kind === 'token') return post(claim, poll.accessToken)
  const ending = endingOf(poll, claim)
  if (ending) await endApproval(claim, ending)
  else await putOff(claim, poll, silentSeconds)
}

function endingOf(poll: Poll, { expired, overdue, forgotten }: Claim): Ending {
  if (poll.kind !== 'ended') return overdue ? { status: 'expired' } : null
  // After a long stop the tenant may have forgotten the request, so "no such request" does not mean a lost token.
  const isGone = forgotten && poll.ending.reason === 'token_lost'
  return isGone || (expired && poll.mayHaveExpired) ? { status: 'expired' } : poll.ending
}

/** Waits for the longest of the polling interval (longer after `slow_down`), `Retry-After` and the silence pause. */
async function putOff({ id, intervalSeconds }: Claim, poll: Poll, silentSeconds: number): Promise<void> {
  const slowerBy = poll.kind === 'slow_down' ? SLOW_DOWN_SECONDS : 0
  const interval = (intervalSeconds ?? INTERVAL_SECONDS) + slowerBy
  const asked = 'seconds' in poll ? poll.seconds : 0
  await handBackLease(id, Math.max(asked, silentSeconds, interval), interval)
}

async function post({ id, fence, customerId }: Claim, accessToken: string): Promise<void> {
  crashPoint('token_received')
  if (!(await moveFirmly(id, 'approved', { fence, tokenDigest: digestOfToken(accessToken) }))) return
  await spendToken(customerId, await getPhoneRequest(customerId, id), accessToken, fence)
}
