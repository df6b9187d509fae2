import { z } from 'zod'
import type { PortalSession } from '@/lib/auth0/session/session'
import { csvRecord, harmlessCell } from '@/lib/platform/text/csv'
import { LISTS, type ListName } from './lists'

/** The columns of each list as CSV, in order: members of its items, one of an inner object after a dot. */
const COLUMNS: Record<ListName, string> = {
  accounts: 'id name type number holder currency balance available status',
  transactions: 'id createdAt accountId amount currency balanceAfter counterparty description authority transferId',
  payees: 'id createdAt name nickname mask accountId currency',
  scheduledTransfers:
    'id createdAt status fromAccountId toAccountId amount currency memo startsOn every endsOn timeZone nextOn lastRun',
  approvals: 'id createdAt status reason bindingMessage details expiresAt transferId agent mandateId inPortal',
  mandates:
    'id createdAt status agent maxPerTransfer maxPerPeriod period usedInPeriod currency fromAccountId toAccountIds validUntil',
  conditionalOrders: 'id createdAt status reason when qty ticker side price currency approvalId expiresAt',
  chats: 'id createdAt updatedAt title messages',
  sessions: 'id createdAt lastSeenAt device current',
}

export const LIST_NAMES = Object.keys(COLUMNS) as [ListName, ...ListName[]]

/** The parameters of the address: which list. */
export const exportQuery = z.object({ list: z.enum(LIST_NAMES) })

/**
 * One list of the customer's, whole, as CSV (RFC 4180) in pieces: what is more than a text or a number is JSON in its cell, and
 * what a spreadsheet would run as a formula begins with an apostrophe.
 * @throws what the list throws: the file then ends early
 */
export async function* exportList(session: PortalSession, name: ListName): AsyncGenerator<string> {
  const columns = COLUMNS[name].split(' ')
  yield csvRecord(columns)
  for await (const page of LISTS[name](session))
    for (const item of page as Record<string, unknown>[]) yield csvRecord(columns.map((column) => cell(item[column])))
}

/** An amount, which may begin with a minus, is no formula. */
const AMOUNT = /^-?\d+(\.\d+)?$/

function cell(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return AMOUNT.test(text) ? text : harmlessCell(text)
}
