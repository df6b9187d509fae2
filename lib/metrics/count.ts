import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type ApprovalStatus, isFinal } from '@/lib/approvals/approval-states'
import { doorOf } from '@/lib/platform/http/doors'
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

interface Exchange {
  request: IncomingMessage & { [BEGUN]?: number }
  response: ServerResponse
  server: unknown
}

const BEGUN = Symbol('begun')

/**
 * Times every request that this process answers, until the returned function is called.
 * @param own the server of the metrics, which is not timed
 */
export function timeRequests(series: Series, own: unknown): () => void {
  const start = (message: unknown) => {
    const { request } = message as Exchange
    request[BEGUN] = performance.now()
  }
  const finish = (message: unknown) => {
    const { request, response, server } = message as Exchange
    const begun = request[BEGUN]
    if (begun === undefined || server === own || isStream(response)) return
    const labels = { door: doorOf(request.url ?? ''), status: `${Math.floor(response.statusCode / 100)}xx` }
    series.requestSeconds.observe(labels, (performance.now() - begun) / 1_000)
  }
  subscribe('http.server.request.start', start)
  subscribe('http.server.response.finish', finish)
  return () => {
    unsubscribe('http.server.request.start', start)
    unsubscribe('http.server.response.finish', finish)
  }
}

/** An event stream lasts as long as its page, which says nothing of how fast the bank is. */
function isStream(response: ServerResponse): boolean {
  return String(response.getHeader('content-type') ?? '').startsWith('text/event-stream')
}
