import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { APPROVAL_STATUSES } from '@/lib/approvals/approval-states'
import { PROBLEMS } from '@/lib/platform/http/problem'
import { POLL_ANSWERS, POSTING_AUTHORITIES } from '@/lib/platform/telemetry/signals'

/** A posting takes some milliseconds; past five seconds the database counts as away. */
const POSTING_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const REQUEST_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
/** People answer within minutes, and an approval ends after five. */
const APPROVAL_SECONDS = [2, 5, 10, 20, 30, 60, 120, 180, 240, 300, 330]
const POLL_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/**
 * Every series of the bank's own, beside Node's. A label is one of few words that the code fixes: never an id, an account, a
 * customer, a name, a memo or an amount (docs/threat-model.md).
 */
export function openSeries() {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  return {
    registry,
    postings: new Counter({
      name: 'baink_postings_total',
      help: 'Calls of the ledger to post: by authority, and what came of them (posted, replayed, or the code of the refusal)',
      labelNames: ['authority', 'outcome'],
      registers,
    }),
    postingSeconds: new Histogram({
      name: 'baink_posting_seconds',
      help: 'How long a call of the ledger to post took',
      labelNames: ['authority'],
      buckets: POSTING_SECONDS,
      registers,
    }),
    refusals: new Counter({
      name: 'baink_refusals_total',
      help: 'Refusals and failures told to callers of the API, to Aiya and to agents, by code',
      labelNames: ['code'],
      registers,
    }),
    approvals: new Counter({
      name: 'baink_approvals_total',
      help: 'Approvals that have reached a state in this process',
      labelNames: ['status'],
      registers,
    }),
    approvalSeconds: new Histogram({
      name: 'baink_approval_seconds',
      help: 'From asking the phone to the end, by the final state',
      labelNames: ['status'],
      buckets: APPROVAL_SECONDS,
      registers,
    }),
    polls: new Counter({
      name: 'baink_tenant_polls_total',
      help: 'Polls for the token of an approval, by the answer of the tenant',
      labelNames: ['answer'],
      registers,
    }),
    pollSeconds: new Histogram({
      name: 'baink_tenant_poll_seconds',
      help: 'How long the tenant took to answer a poll',
      buckets: POLL_SECONDS,
      registers,
    }),
    takeovers: new Counter({
      name: 'baink_approvals_taken_over_total',
      help: 'Approvals that another process than the one that asked drives on, or that one anew after an error',
      registers,
    }),
    ratings: new Counter({
      name: 'baink_answer_ratings_total',
      help: 'Thumbs that customers gave answers of Aiya, and took back, by their direction',
      labelNames: ['rating'],
      registers,
    }),
    requestSeconds: new Histogram({
      name: 'baink_http_request_seconds',
      help: 'How long a request took, by the part of the app and the class of the status; streams are left out',
      labelNames: ['door', 'status'],
      buckets: REQUEST_SECONDS,
      registers,
    }),
    openStreams: gauge('baink_event_streams', 'Open event streams of pages'),
    poolConnections: gauge('baink_pool_connections', 'Connections of the pool to the database'),
    poolInUse: gauge('baink_pool_in_use', 'Queries that hold a connection of the pool'),
    poolWaiting: gauge('baink_pool_waiting', 'Queries that wait for a connection of the pool'),
    sound: gauge('baink_sound', 'Whether the book and its guards were found as they should be (1) or not (0)', 'area'),
    up: gauge('baink_part_up', 'Whether the database takes writes, and the tenant answers (1) or not (0)', 'part'),
    clockOffset: gauge(
      'baink_clock_offset_seconds',
      'How far the clock of this process is ahead of that of database and tenant; negative where it is behind',
      'from',
    ),
    openApprovals: gauge('baink_approvals_open', 'Approvals that have not ended, of the whole bank', 'status'),
    lapsedLeases: gauge('baink_leases_lapsed', 'Open approvals, of the whole bank, that nobody has driven for 10 s'),
    standbys: gauge('baink_standbys', 'Standbys that stream from the database, as far as its owner may see them'),
    lagBytes: gauge('baink_replication_lag_bytes', 'How far the last standby is behind, in bytes of the log'),
    lagSeconds: gauge('baink_replication_lag_seconds', 'How far the last standby is behind, in seconds'),
  }

  function gauge<Label extends string = never>(name: string, help: string, ...labelNames: Label[]): Gauge<Label> {
    return new Gauge({ name, help, labelNames, registers })
  }
}

export type Series = ReturnType<typeof openSeries>

/** Begins at 0 what alerts compare with before: an increase from nothing is none to Prometheus. */
export function beginAtZero({ postings, refusals, approvals, polls }: Series): void {
  for (const authority of POSTING_AUTHORITIES)
    for (const outcome of ['posted', 'unavailable', 'failed']) postings.inc({ authority, outcome }, 0)
  for (const code of Object.keys(PROBLEMS)) refusals.inc({ code }, 0)
  for (const status of APPROVAL_STATUSES) approvals.inc({ status }, 0)
  for (const answer of POLL_ANSWERS) polls.inc({ answer }, 0)
}
