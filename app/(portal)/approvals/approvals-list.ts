import type { ApprovalStatus } from '@/lib/approvals/approval-states'

/** Where approvals are listed, and how many a page of the list holds. */
export const APPROVALS = '/api/approvals'
export const APPROVALS_PAGE = 20

/** What the list can be narrowed to. */
export const FILTERS = {
  All: [],
  Waiting: ['requested', 'pending', 'approved'],
  Transferred: ['posted'],
  'Not made': ['denied', 'expired', 'cancelled', 'failed'],
} as const satisfies Record<string, readonly ApprovalStatus[]>

export type Filter = keyof typeof FILTERS

export const FILTER_NAMES = Object.keys(FILTERS) as Filter[]

/** Where the approvals that pass the filter are listed. */
export function approvalsPassing(filter: Filter): string {
  return filter === 'All' ? APPROVALS : `${APPROVALS}?status=${FILTERS[filter].join(',')}`
}
