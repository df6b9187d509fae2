'use client'

import { useDocumentVisibility, useThrottledCallback } from '@mantine/hooks'
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import { useSWRConfig } from 'swr'
import { TOPICS, type Topic } from '@/lib/events/topics'
import { callBank } from './api'

/** However often it is told, a page reads no more often than this. */
const GATHER_MS = 250
/** A browser gives up on a stream that is refused (too many pages, the bank restarting); then we ask again. */
const RETRY_MS = 5_000
/** A stream that ends and comes back, as each does every few minutes, is not worth a word. */
const LOST_AFTER_MS = 5_000

const Live = createContext<EventTarget | null>(null)
const Lost = createContext(false)

/** One event stream for the page: what has changed is read again, and whoever uses `useLiveEvent` is told. */
export function LiveEvents({ children }: { children: ReactNode }) {
  const [target] = useState(() => new EventTarget())
  const [lost, setLost] = useState(false)
  // Browsers allow few connections to one server: a page that nobody sees gives its own back, and reads all anew
  // when it is looked at again, since every stream begins with every topic.
  const visible = useDocumentVisibility() === 'visible'
  useEffect(() => {
    if (visible) return connect((topic) => target.dispatchEvent(new Event(topic)), setLost)
  }, [visible, target])
  return (
    <Live value={target}>
      <Lost value={lost}>
        <Refresh />
        {children}
      </Lost>
    </Live>
  )
}

/** Whether the page has not heard from the bank for some seconds: what it shows may be old. */
export function useConnectionLost(): boolean {
  return useContext(Lost)
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

function connect(hear: (topic: Topic) => void, tellLost: (lost: boolean) => void): () => void {
  let source: EventSource
  let retry: number | undefined
  let silence: number | undefined
  const open = () => {
    silence ??= window.setTimeout(() => tellLost(true), LOST_AFTER_MS)
    source = new EventSource('/api/events')
    for (const topic of TOPICS) source.addEventListener(topic, () => hear(topic))
    source.onopen = () => {
      window.clearTimeout(silence)
      silence = undefined
      tellLost(false)
    }
    source.onerror = () => {
      silence ??= window.setTimeout(() => tellLost(true), LOST_AFTER_MS)
      if (source.readyState !== EventSource.CLOSED) return
      askWhy()
      retry = window.setTimeout(open, RETRY_MS)
    }
  }
  open()
  return () => {
    window.clearTimeout(retry)
    window.clearTimeout(silence)
    source.close()
  }
}

/** A stream does not say why it was refused. Any read does: where the session has ended it leads to sign in. */
function askWhy(): void {
  callBank('GET', '/api/agent-transfers').catch(() => {})
}
