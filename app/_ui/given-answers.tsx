'use client'

import { type ReactNode, useEffect, useState } from 'react'
import { SWRConfig, useSWRConfig } from 'swr'
import { unstable_serialize } from 'swr/infinite'
import { hasHeard } from './live-events'
import { pageMadeAt } from './page-made-at'

interface GivenAnswersProps {
  answers: Record<string, unknown>
  firstPages: Record<string, unknown>
  /** When the server began to make this content. */
  madeAt: number
  children: ReactNode
}

/**
 * Answers that the server has read. What came with the document is not read again: the page's stream of events begins with
 * what has changed since. What the router brings later, or brings back, is read again as soon as it is shown.
 */
export function GivenAnswers({ answers, firstPages, madeAt, children }: GivenAnswersProps) {
  const { cache, mutate } = useSWRConfig()
  const [given] = useState(() => {
    const lists = Object.entries(firstPages).map(([path, page]) => [unstable_serialize(() => path), [page]])
    return { ...answers, ...Object.fromEntries(lists) } as Record<string, unknown>
  })
  // Content that becomes alive after an event was told has missed it.
  const [isNew] = useState(
    () =>
      madeAt === pageMadeAt() && !hasHeard() && Object.keys(given).every((key) => cache.get(key)?.data === undefined),
  )
  // Kept, so that the same content brought back by the router counts as old. What was read meanwhile is newer.
  useEffect(() => {
    if (!isNew) return
    for (const [key, answer] of Object.entries(given))
      if (cache.get(key)?.data === undefined) void mutate(key, answer, { revalidate: false })
  }, [given, isNew, cache, mutate])
  return <SWRConfig value={{ fallback: given, revalidateIfStale: !isNew }}>{children}</SWRConfig>
}
