'use client'

import useSWRInfinite from 'swr/infinite'
import { useLiveEvent } from '@/app/_ui/live-events'
import type { Transactions } from '@/lib/ledger/accounts/find-transactions'
import { statementPath } from './statement-path'
import type { Filter } from './use-filter'

/** The account's transactions that the filter wants, newest first, with every page that was loaded. */
export function useStatement(accountId: string, filter: Filter) {
  const keyOf = (index: number, before: Transactions | null) => {
    if (index === 0) return statementPath(accountId, filter)
    return before?.nextCursor ? statementPath(accountId, filter, before.nextCursor) : null
  }
  const { data, error, size, setSize, mutate } = useSWRInfinite<Transactions>(keyOf)
  useLiveEvent('account', () => mutate())
  return {
    transactions: data?.flatMap((page) => page.transactions),
    error,
    hasMore: Boolean(data?.at(-1)?.nextCursor),
    loadingMore: data !== undefined && data.length < size && !error,
    loadMore: () => setSize(size + 1),
    reload: () => mutate(),
  }
}
