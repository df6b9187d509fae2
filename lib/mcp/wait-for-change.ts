import { type Approval, getApproval } from '@/lib/approvals/approval'
import { isFinal } from '@/lib/approvals/approval-states'
import { hearEvents } from '@/lib/platform/events/hear-events'
import { pause, stopping } from '@/lib/platform/shutdown'

/** Below the minute after which some clients give up. */
export const WAIT_SECONDS_MAX = 25
const BEAT_MS = 1_000

interface Wait {
  waitSeconds: number
  /** Called about once a second with the seconds that have passed. */
  tell: (seconds: number) => Promise<void>
  /** Aborted once nobody waits for the answer any more. */
  signal: AbortSignal
}

/**
 * Waits until the approval's state has changed, the time is up, or this process is told to stop. Wakes on an
 * announcement and once a second, since an announcement can be lost.
 */
export async function waitForChange(
  before: Approval,
  customerId: string,
  { waitSeconds, tell, signal }: Wait,
): Promise<Approval> {
  const began = performance.now()
  const until = began + waitSeconds * 1_000
  const over = AbortSignal.any([signal, stopping()])
  let wake = new AbortController()
  const hush = hearEvents(customerId, () => wake.abort())
  let now = before
  try {
    while (now.status === before.status && !isFinal(now.status) && !over.aborted) {
      const left = until - performance.now()
      if (left <= 0) break
      await pause(Math.min(left, BEAT_MS), AbortSignal.any([over, wake.signal]))
      if (wake.signal.aborted) wake = new AbortController()
      else await tell(Math.round((performance.now() - began) / 1_000))
      now = await getApproval(customerId, before.id)
    }
  } finally {
    hush()
  }
  return now
}
