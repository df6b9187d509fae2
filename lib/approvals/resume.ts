import { setTimeout as sleep } from 'node:timers/promises'
import type { Ending } from '@/lib/auth0/ai/on-unauthorized'
import { digestOfToken } from '@/lib/auth0/recorded-detail'
import { recordOutcome } from '@/lib/chats/record-outcome'
import { crashPoint } from '@/lib/crash-point'
import { log } from '@/lib/log'
import { holdDoorsOpen, stopping } from '@/lib/shutdown'
import { getApproval } from './approval'
import { endApproval } from './end-approval'
import { type Claim, claimLapsed, handBackLease, keepLease } from './lease'
import { moveApproval } from './move-approval'
import { moveFirmly } from './move-firmly'
import { type Poll, pollOnce, SLOW_DOWN_SECONDS } from './poll-once'
import { postApproved } from './post-approved'
import { unseal } from './seal'
import { heard, tenantIsSilent } from './tenant-silence'

const LOOK_MS = 1_000
/**
 * At most 20 polls at once and 200 a second, so that a restart with thousands of open approvals is no storm on the
 * tenant, and each of ten thousand is still asked about within a minute.
 */
const AT_ONCE_MAX = 20
const PACE_MS = 100
const INTERVAL_SECONDS = 5
/** Enough for one more attempt by a process that is posting, once the database is back for it as well. */
const POSTING_MS_MAX = 10_000

/**
 * Goes on with approvals whose process let go of them: killed, restarted, or told to stop by an error. Runs in every
 * replica until it is told to stop. Between two polls a row is nobody's: its lease says when the next one is due, and
 * any replica makes it.
 */
export function startResuming(): void {
  let active = 0
  const look = async () => {
    while (!stopping().aborted) {
      const claims = active < AT_ONCE_MAX ? await claimLapsed(AT_ONCE_MAX - active).catch(() => []) : []
      for (const claim of claims) {
        active++
        attend(claim)
          .catch((error: unknown) => log.error({ err: error, approvalId: claim.id }, 'could not resume an approval'))
          .finally(() => {
            active--
          })
      }
      await sleep(claims.length > 0 || active > 0 ? PACE_MS : LOOK_MS)
    }
  }
  void look()
}

async function attend(claim: Claim): Promise<void> {
  const { id, fence } = claim
  // Claimed in the very moment of the stop: a token that came now would find the doors closed.
  if (stopping().aborted) return handBackLease(id)
  const lease = keepLease(id)
  // Nobody waits for a person here: one poll, and the posting if it brings the token.
  const letGo = holdDoorsOpen()
  try {
    if (claim.status === 'approved') await failWithoutToken(claim)
    // Never reached the tenant, or its handle was never stored: nobody can collect an answer to it.
    else if (!claim.sealedAuthReqId) await moveApproval(id, 'failed', { fence, reason: 'interrupted' })
    else await ask(claim, claim.sealedAuthReqId)
  } finally {
    lease.release()
    letGo()
  }
  await recordOutcome(claim)
}

/**
 * Approved, and its process gone: the token went with it, for tokens are never stored. But where the database was away, it
 * may only have come back to that process a little later, token in hand: what it posts now counts.
 */
async function failWithoutToken({ id, fence }: Claim): Promise<void> {
  await sleep(POSTING_MS_MAX, undefined, { signal: stopping() }).catch(() => {})
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
  // After a long stop "no such request" says nothing about an answer; that nobody can collect one any more is sure.
  const isGone = forgotten && poll.ending.reason === 'token_lost'
  return isGone || (expired && poll.mayHaveExpired) ? { status: 'expired' } : poll.ending
}

/** Until the tenant may be asked again: after its own interval, which grows where it says so, or what it asked for. */
async function putOff({ id, intervalSeconds }: Claim, poll: Poll, silentSeconds: number): Promise<void> {
  const slowerBy = poll.kind === 'slow_down' ? SLOW_DOWN_SECONDS : 0
  const interval = (intervalSeconds ?? INTERVAL_SECONDS) + slowerBy
  const asked = 'seconds' in poll ? poll.seconds : 0
  await handBackLease(id, Math.max(asked, silentSeconds, interval), interval)
}

async function post({ id, fence, customerId }: Claim, accessToken: string): Promise<void> {
  crashPoint('token_received')
  if (!(await moveFirmly(id, 'approved', { fence, tokenDigest: digestOfToken(accessToken) }))) return
  await postApproved(await getApproval(customerId, id), accessToken, fence)
}
