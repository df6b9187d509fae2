'use client'

import { Notification } from '@mantine/core'
import { useEffect, useState, useSyncExternalStore } from 'react'
import classes from './notices.module.css'

/** How long a notice stays, unless somebody reads it with pointer or focus on it. */
const SHOWN_MS = 6_000

interface Notice {
  title: string
  message: string
  color: string
}

type Kept = Notice & { id: number }

const NONE: Kept[] = []
let shown = NONE
let told = 0
const hearing = new Set<() => void>()

function show(next: Kept[]): void {
  shown = next
  for (const hear of hearing) hear()
}

function subscribe(hear: () => void): () => void {
  hearing.add(hear)
  return () => hearing.delete(hear)
}

/** Shows a short notice above the page, which goes away by itself. */
export function tell(notice: Notice): void {
  show([...shown, { ...notice, id: ++told }])
}

const putAway = (id: number) => show(shown.filter((notice) => notice.id !== id))

/** The place above the page where notices are shown. */
export function Notices() {
  const notices = useSyncExternalStore(
    subscribe,
    () => shown,
    () => NONE,
  )
  return (
    <div className={classes.place}>
      {notices.map((notice) => (
        <Shown key={notice.id} {...notice} />
      ))}
    </div>
  )
}

function Shown({ id, title, message, color }: Kept) {
  const [read, setRead] = useState(false)
  useEffect(() => {
    if (read) return
    const timer = window.setTimeout(putAway, SHOWN_MS, id)
    return () => window.clearTimeout(timer)
  }, [id, read])
  return (
    <Notification
      title={title}
      color={color}
      className={classes.notice}
      onClose={() => putAway(id)}
      onMouseEnter={() => setRead(true)}
      onMouseLeave={() => setRead(false)}
      onFocus={() => setRead(true)}
      onBlur={() => setRead(false)}
    >
      {message}
    </Notification>
  )
}
