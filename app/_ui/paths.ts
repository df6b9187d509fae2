import { OPEN_STATUSES } from '@/lib/approvals/approval-states'

// Addresses of the bank's API that both a page and the server which draws it first read under.

/** The approvals that have not ended. */
export const WAITING_APPROVALS = `/api/approvals?status=${OPEN_STATUSES.join(',')}`
export const ACCOUNTS = '/api/accounts'
export const OVERVIEW = '/api/overview'
export const PAYEES = '/api/payees'
export const LIMITS = '/api/limits'
/** Whether the customer has frozen agents, and whether Aiya may ask. */
export const AGENT_TRANSFERS = '/api/asking'
export const SCHEDULED = '/api/scheduled-transfers'
export const CONDITIONAL_ORDERS = '/api/conditional-orders'
/** The customer's chats, and how many a page of their list holds. */
export const CHATS = '/api/chat'
export const CHATS_PAGE = 30
