'use client'

import { usePathname } from 'next/navigation'
import { useEffect } from 'react'

/** The page that is shown; null for the document's first. Here and not in the frame, of which chats have one of their own. */
let shown: string | null = null

/**
 * A link within a page goes away with it, and the focus with the link: a screen reader would begin anew at the frame's first
 * link. The focus goes on to the new page's content, unless the page itself has taken it.
 */
export function useFocusOnPage(): void {
  const pathname = usePathname()
  useEffect(() => {
    const isFirst = shown === null
    if (shown === pathname) return
    shown = pathname
    if (isFirst) return
    const frame = requestAnimationFrame(() => {
      if (document.activeElement === document.body) document.getElementById('content')?.focus({ preventScroll: true })
    })
    return () => cancelAnimationFrame(frame)
  }, [pathname])
}
