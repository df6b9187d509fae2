import { type ApprovalStatus, isFinal } from '@/lib/approvals/approval-states'
import { onSignal } from '@/lib/platform/telemetry/signals'
import type { Series } from './series'

/** Counts what this process's code says of itself, until the returned function is called. */
export function countSignals(series: Series): () => void {
  const hushed = [
    onSignal('posting', ({ authority, outcome, seconds }) => {
      series.postings.inc({ authority, outcome })
      series.postingSeconds.observe({ authority }, seconds)
    }),
    onSignal('refusal', ({ code }) => series.refusals.inc({ code })),
    onSignal('approval', ({ status, seconds }) => {
      series.approvals.inc({ status })
      if (isFinal(status as ApprovalStatus)) series.approvalSeconds.observe({ status }, seconds)
    }),
    onSignal('poll', ({ answer, seconds }) => {
      series.polls.inc({ answer })
      series.pollSeconds.observe(seconds)
    }),
    onSignal('takeover', () => series.takeovers.inc()),
    onSignal('rating', ({ rating }) => series.ratings.inc({ rating })),
  ]
  return () => {
    for (const hush of hushed) hush()
  }
}
