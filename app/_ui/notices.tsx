'use client'

import { Anchor, Notification } from '@mantine/core'
import { type FocusEvent, type KeyboardEvent, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import classes from './notices.module.css'
import { PageLink } from './page-link'

/** How long a notice stays, unless somebody reads it with pointer or focus on it: one with a link takes longer to reach. */
const SHOWN_MS = 6_000
const LINKED_SHOWN_MS = 20_000
/** Goes to the newest notice with a link from anywhere, as in other toasts on the web; it types nothing (WCAG 2.1.4). */
const TO_NOTICES = 'F8'

interface Notice {
  title: string
  message: string
  color: string
}

/** News that the customer did not ask for, with the page that tells more. */
interface News extends Notice {
  link: { href: string; words: string }
}

type Kept = Notice & Partial<News> & { id: number }

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

/** Shows news above the page. A screen reader tells them once it has said what it is saying. */
export function tellNews(news: News): void {
  show([...shown, { ...news, id: ++told }])
}

const putAway = (id: number) => show(shown.filter((notice) => notice.id !== id))

/** The place above the page where notices are shown. News have one live region, which is there before they are. */
export function Notices() {
  const notices = useSyncExternalStore(
    subscribe,
    () => shown,
    () => NONE,
  )
  const news = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.key === TO_NOTICES) news.current?.querySelector<HTMLElement>('[data-news]:last-child a')?.focus()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
  return (
    <div className={classes.place}>
      {notices
        .filter(({ link }) => !link)
        .map((notice) => (
          <Shown key={notice.id} {...notice} />
        ))}
      <div ref={news} aria-live="polite" className={classes.news}>
        {notices
          .filter(({ link }) => link)
          .map((notice) => (
            <Shown key={notice.id} {...notice} />
          ))}
      </div>
    </div>
  )
}

function Shown({ id, title, message, color, link }: Kept) {
  const [read, setRead] = useState(false)
  /** What had the focus before the notice got it. */
  const before = useRef<HTMLElement | null>(null)
  useEffect(() => {
    if (read) return
    const timer = window.setTimeout(putAway, link ? LINKED_SHOWN_MS : SHOWN_MS, id)
    return () => window.clearTimeout(timer)
  }, [id, read, link])
  const close = () => {
    before.current?.focus()
    putAway(id)
  }
  const onFocus = ({ currentTarget, relatedTarget }: FocusEvent) => {
    setRead(true)
    if (relatedTarget instanceof HTMLElement && !currentTarget.contains(relatedTarget)) before.current = relatedTarget
  }
  return (
    <Notification
      title={title}
      color={color}
      className={classes.notice}
      {...(link && { role: 'group', 'data-news': true, 'aria-label': title })}
      onClose={close}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        close()
      }}
      onMouseEnter={() => setRead(true)}
      onMouseLeave={() => setRead(false)}
      onFocus={onFocus}
      onBlur={() => setRead(false)}
    >
      <bdi>{message}</bdi>
      {link && (
        <>
          {' '}
          <Anchor component={PageLink} href={link.href} inherit onClick={() => putAway(id)}>
            {link.words}
          </Anchor>
        </>
      )}
    </Notification>
  )
}
