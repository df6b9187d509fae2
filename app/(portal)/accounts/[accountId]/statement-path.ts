import type { Filter } from './use-filter'

const PAGE = 20

/** Where the bank's API has a page of what the filter wants, newest first; without a cursor the first one. */
export function statementPath(accountId: string, filter: Filter, cursor?: string): string {
  const query = new URLSearchParams({ limit: String(PAGE), ...filter, ...(cursor && { cursor }) })
  return `/api/accounts/${accountId}/transactions?${query}`
}
