'use client'

import { useDocumentVisibility, useThrottledCallback } from '@mantine/hooks'
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import { useSWRConfig } from 'swr'
import { TOPICS, type Topic } from '@/lib/events/topics'

/** However often it is told, a page reads no more often than this. */
const GATHER_MS = 250
/** A browser gives up on a stream that is refused (too many pages, the bank restarting); then we ask again. */
const RETRY_MS = 5_000

const Live = createContext<EventTarget | null>(null)

/** One event stream for the page: what has changed is read again, and whoever uses `useLiveEvent` is told. */
export function LiveEvents({ children }: { children: ReactNode }) {
  const [target] = useState(() => new EventTarget())
  // Browsers allow few connections to one server: a page that nobody sees gives its own back, and reads all anew
  // when it is looked at again, since every stream begins with every topic.
  const visible = useDocumentVisibility() === 'visible'
  useEffect(() => {
    if (visible) return connect((topic) => target.dispatchEvent(new Event(topic)))
  }, [visible, target])
  return (
    <Live value={target}>
      <Refresh />
      {children}
    </Live>
  )
}

/** Calls `react` when something of this topic has changed for the customer, at most four times a second. */
export function useLiveEvent(topic: Topic, react: () => void): void {
  const target = useContext(Live)
  const gathered = useThrottledCallback(react, GATHER_MS)
  useEffect(() => {
    target?.addEventListener(topic, gathered)
    return () => target?.removeEventListener(topic, gathered)
  }, [target, topic, gathered])
}

function Refresh() {
  const { mutate } = useSWRConfig()
  useLiveEvent('account', () => mutate((key) => key === '/api/accounts' || key === '/api/payees'))
  // An approval also holds money, and one that is denied may freeze what agents do.
  const changed = ['/api/approvals', '/api/accounts', '/api/agent-transfers']
  useLiveEvent('approval', () => mutate((key) => changed.includes(String(key))))
  return null
}

function connect(hear: (topic: Topic) => void): () => void {
  let source: EventSource
  let retry: number | undefined
  const open = () => {
    source = new EventSource('/api/events')
    for (const topic of TOPICS) source.addEventListener(topic, () => hear(topic))
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED) retry = window.setTimeout(open, RETRY_MS)
    }
  }
  open()
  return () => {
    window.clearTimeout(retry)
    source.close()
  }
}
