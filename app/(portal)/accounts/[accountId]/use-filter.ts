'use client'

import { useSearchParams } from 'next/navigation'
import { useCallback } from 'react'

const NAMES = ['q', 'direction', 'from', 'to', 'min', 'max'] as const

/** What is searched for, by the parameters of the bank's API; a member that is left out filters nothing. */
export type Filter = Partial<Record<(typeof NAMES)[number], string>>

/**
 * The statement's filter, which lives in the page's address, so that it outlasts a reload and can be kept as a bookmark.
 */
export function useFilter() {
  const query = useSearchParams()
  const filter: Filter = Object.fromEntries(
    NAMES.flatMap((name) => {
      const value = query.get(name)
      return value ? [[name, value]] : []
    }),
  )
  const change = useCallback((members: Filter) => {
    // The address as it is now: two changes may come before the page is drawn again.
    const next = new URLSearchParams(window.location.search)
    for (const [name, value] of Object.entries(members)) value ? next.set(name, value) : next.delete(name)
    show(next)
  }, [])
  const clear = useCallback(() => change(Object.fromEntries(NAMES.map((name) => [name, '']))), [change])
  return { filter, isFiltered: Object.keys(filter).length > 0, change, clear }
}

/** Without a question to the server: the page itself stays the same. */
function show(query: URLSearchParams): void {
  const { pathname } = window.location
  window.history.replaceState(null, '', query.size > 0 ? `${pathname}?${query}` : pathname)
}
