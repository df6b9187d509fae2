'use client'

import useSWRInfinite, { unstable_serialize } from 'swr/infinite'
import type { Topic } from '@/lib/platform/events/topics'
import { firstPage } from './first-page'
import { useLiveEvent } from './live-events'

interface Page {
  nextCursor: string | null
}

const pathsOf = (path: string, limit: number) => (index: number, before: Page | null) => {
  if (index === 0) return firstPage(path, limit)
  return before?.nextCursor ? `${firstPage(path, limit)}&cursor=${encodeURIComponent(before.nextCursor)}` : null
}

/** The SWR key of a paged list, for reading the list anew. */
export function pageKeys(path: string, limit: number): string {
  return unstable_serialize(pathsOf(path, limit))
}

/** A paged list of the bank's, with every page that was loaded, read anew at every event of the topic. */
export function usePages<P extends Page>(path: string, limit: number, topic: Topic) {
  const { data, error, size, setSize, mutate } = useSWRInfinite<P>(pathsOf(path, limit), { keepPreviousData: true })
  useLiveEvent(topic, () => void mutate())
  return {
    pages: data,
    error,
    hasMore: Boolean(data?.at(-1)?.nextCursor),
    loadingMore: data !== undefined && data.length < size && !error,
    loadMore: () => void setSize(size + 1),
    reload: () => void mutate(),
  }
}
