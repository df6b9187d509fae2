import { APPROVAL_STATUSES, type ApprovalStatus, isFinal, OPEN_STATUSES } from '@/lib/approvals/approval-states'

/** Where approvals are listed, and how many a page of the list holds. */
export const APPROVALS = '/api/approvals'
export const APPROVALS_PAGE = 20

/** What the list can be narrowed to, by the value in the page's address (`?show=`): the states that pass. */
export const FILTERS = {
  all: [],
  waiting: OPEN_STATUSES,
  transferred: ['posted'],
  'not-made': APPROVAL_STATUSES.filter((status) => isFinal(status) && status !== 'posted'),
} satisfies Record<string, ApprovalStatus[]>

export type Filter = keyof typeof FILTERS

/** The filter that the page's address names; any other value shows all. */
export function filterCalled(name: unknown): Filter {
  return Object.keys(FILTERS).find((known): known is Filter => known === name) ?? 'all'
}

/** Where the approvals that pass the filter are listed. */
export function approvalsPassing(filter: Filter): string {
  const states = FILTERS[filter]
  return states.length === 0 ? APPROVALS : `${APPROVALS}?status=${states.join(',')}`
}
