'use client'

import useSWRInfinite from 'swr/infinite'
import { useLiveEvent } from '@/app/_ui/live-events'
import type { Statement } from '@/lib/accounts/read-statement'

const PAGE = 20

/** The account's transactions, newest first, as many pages as were asked for. */
export function useStatement(accountId: string) {
  const keyOf = (index: number, before: Statement | null) => {
    if (index === 0) return `/api/accounts/${accountId}/transactions?limit=${PAGE}`
    if (!before?.nextCursor) return null
    return `/api/accounts/${accountId}/transactions?limit=${PAGE}&cursor=${before.nextCursor}`
  }
  const { data, error, size, setSize, mutate } = useSWRInfinite<Statement>(keyOf, { keepPreviousData: true })
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
