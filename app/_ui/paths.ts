import { OPEN_STATUSES } from '@/lib/approvals/approval-states'

// Addresses of the bank's API that both a page and the server which draws it first read under.

/** The approvals that have not ended. */
export const WAITING_APPROVALS = `/api/approvals?status=${OPEN_STATUSES.join(',')}`
export const SCHEDULED = '/api/scheduled-transfers'
export const CONDITIONAL_ORDERS = '/api/conditional-orders'
