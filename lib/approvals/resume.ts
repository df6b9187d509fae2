import { setTimeout as sleep } from 'node:timers/promises'
import { recordOutcome } from '@/lib/chats/record-outcome'
import { log } from '@/lib/log'
import { stopping } from '@/lib/shutdown'
import { getApproval } from './approval'
import { type Claim, claimLapsed, keepLease } from './lease'
import { moveApproval } from './move-approval'
import { type Poll, pollOnce } from './poll-once'
import { postApproved } from './post-approved'
import { unseal } from './seal'

const LOOK_MS = 1_000
/** Many at once would be a storm on the tenant after a restart; the rest wait for their turn. */
const AT_ONCE_MAX = 20
/** The tenant's clock may be a little behind ours: it, not we, should say that a request has expired. */
const AFTER_EXPIRY_MS = 10_000
const PAUSE_MS_MAX = 30_000

/**
 * Goes on with approvals whose process let go of them: killed, restarted, or told to stop by an error. Runs in every
 * replica until it is told to stop; leases see to it that one approval has one poller.
 */
export function startResuming(): void {
  let active = 0
  const look = async () => {
    while (!stopping().aborted) {
      const claims = active < AT_ONCE_MAX ? await claimLapsed(AT_ONCE_MAX - active).catch(() => []) : []
      for (const claim of claims) {
        active++
        resume(claim)
          .catch((error: unknown) => log.error({ err: error, approvalId: claim.id }, 'could not resume an approval'))
          .finally(() => {
            active--
          })
      }
      await sleep(LOOK_MS)
    }
  }
  void look()
}

async function resume(claim: Claim): Promise<void> {
  log.info({ approvalId: claim.id, status: claim.status }, 'taking over an approval')
  const lease = keepLease(claim.id)
  let taken = false
  lease.lost.then(() => {
    taken = true
  })
  try {
    // Approved, and its process gone: the token went with it, for tokens are never stored.
    if (claim.status === 'approved') await moveApproval(claim.id, 'failed', { reason: 'token_lost' })
    // Never reached the tenant, or its handle was never stored: nobody can collect an answer to it.
    else if (!claim.sealedAuthReqId) await moveApproval(claim.id, 'failed', { reason: 'interrupted' })
    else await pollUntilSettled(claim, claim.sealedAuthReqId, () => taken)
  } finally {
    lease.release()
  }
  if (!taken && !stopping().aborted) await recordOutcome(claim)
}

async function pollUntilSettled(claim: Claim, sealedAuthReqId: string, taken: () => boolean): Promise<void> {
  const authReqId = await unseal(sealedAuthReqId)
  const interval = (claim.intervalSeconds ?? 5) * 1000
  for (let pause = interval; !taken() && !stopping().aborted; await sleep(pause * (1 + Math.random() * 0.2))) {
    const poll = await pollOnce(authReqId)
    if (taken() || (await settled(claim, poll))) return
    pause = nextPause(poll, interval, pause)
  }
}

/** Acts on an answer that ends the polling, or on the end of the request's time. */
async function settled(claim: Claim, poll: Poll): Promise<boolean> {
  if (poll.kind === 'token') await post(claim, poll.accessToken)
  else if (poll.kind === 'ended') await moveApproval(claim.id, poll.ending.status, { reason: poll.ending.reason })
  else if (Date.now() > claim.expiresAt.getTime() + AFTER_EXPIRY_MS) await moveApproval(claim.id, 'expired')
  else return false
  return true
}

/** The tenant's own interval; what it asks for when it wants less (section 11); longer and longer when it is silent. */
function nextPause(poll: Poll, interval: number, last: number): number {
  if (poll.kind === 'slow_down') return Math.min(poll.seconds * 1000, PAUSE_MS_MAX)
  return poll.kind === 'no_answer' ? Math.min(last * 2, PAUSE_MS_MAX) : interval
}

async function post(claim: Claim, accessToken: string): Promise<void> {
  if (!(await moveApproval(claim.id, 'approved'))) return
  await postApproved(await getApproval(claim.customerId, claim.id), accessToken)
}
