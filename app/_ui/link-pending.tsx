'use client'

import { useLinkStatus } from 'next/link'
import { useEffect, useSyncExternalStore } from 'react'
import classes from './link-pending.module.css'
import { useWords } from './spoken'

let pendingLinks = 0
const hearing = new Set<() => void>()

function change(by: 1 | -1): void {
  pendingLinks += by
  for (const hear of hearing) hear()
}

function subscribe(hear: () => void): () => void {
  hearing.add(hear)
  return () => hearing.delete(hear)
}

/** Within a link: tells the frame while the page that it leads to is on its way. */
export function LinkPending() {
  const { pending } = useLinkStatus()
  useEffect(() => {
    if (!pending) return
    change(1)
    return () => change(-1)
  }, [pending])
  return null
}

/** The line above the page while a link's page is on its way: at once, however slow the network is. */
export function PageOnItsWay() {
  const { links } = useWords().frame
  const going = useSyncExternalStore(
    subscribe,
    () => pendingLinks > 0,
    () => false,
  )
  return going ? <div role="progressbar" aria-label={links.onItsWay} className={classes.line} /> : null
}
