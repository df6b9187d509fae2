'use client'

import { useEffect } from 'react'
import { useWaitingApprovals } from './use-bank'

/** How many approvals wait for the customer's phone. */
export function useWaitingCount(): number {
  const { waiting = [] } = useWaitingApprovals()
  return waiting.filter(({ status }) => status !== 'approved').length
}

/** Keeps the number that wait before the title of every page, for whoever has the bank in another tab. */
export function useCountInTitle(): void {
  const waiting = useWaitingCount()
  useEffect(() => {
    const write = () => {
      const bare = document.title.replace(/^\(\d+\) /, '')
      const wanted = waiting > 0 ? `(${waiting}) ${bare}` : bare
      if (document.title !== wanted) document.title = wanted
    }
    write()
    // Next writes the title of the page that a link leads to.
    const observer = new MutationObserver(write)
    observer.observe(document.head, { subtree: true, childList: true, characterData: true })
    return () => observer.disconnect()
  }, [waiting])
}
