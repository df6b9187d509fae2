'use client'

import { useDocumentVisibility, useThrottledCallback } from '@mantine/hooks'
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import { useSWRConfig } from 'swr'
import { TOPICS, type Topic } from '@/lib/platform/events/topics'
import { callBank } from './api'
import { withPageCustomer } from './page-customer'
import { WAITING_APPROVALS } from './paths'

/** The least time between two reads, however many events come. */
const GATHER_MS = 250
/** A browser gives up on a stream that was refused (too many pages, the bank restarting), so the page asks again. */
const RETRY_MS = 5_000
/** Every stream ends and returns every few minutes; a shorter gap than this is not shown as a lost connection. */
const LOST_AFTER_MS = 5_000

/** The paths that a posting changes. */
const MONEY = new Set(['/api/accounts', '/api/payees', '/api/limits', '/api/overview'])

const Live = createContext<EventTarget | null>(null)
const Lost = createContext(false)

/** The page's one event stream. It reads changed data again, and tells every `useLiveEvent`. */
export function LiveEvents({ children }: { children: ReactNode }) {
  const [target] = useState(() => new EventTarget())
  const [lost, setLost] = useState(false)
  // Browsers allow few connections to one server, so a hidden page gives up its stream. Once it is visible again it
  // reads everything anew, because every stream begins with every topic.
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

/** Whether the page has not heard from the bank for some seconds, so that its content may be old. */
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
  useLiveEvent('account', () => mutate((key) => MONEY.has(String(key))))
  // An approval also holds money, and a denied one may freeze agents.
  const changed = ['/api/accounts', '/api/limits', '/api/asking', '/api/portfolio', WAITING_APPROVALS]
  useLiveEvent('approval', () => mutate((key) => changed.includes(String(key))))
  return null
}

function connect(hear: (topic: Topic) => void, tellLost: (lost: boolean) => void): () => void {
  let source: EventSource
  let retry: number | undefined
  let silence: number | undefined
  const open = () => {
    silence ??= window.setTimeout(() => tellLost(true), LOST_AFTER_MS)
    source = new EventSource(withPageCustomer('/api/events'))
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

/**
 * Finds out why the stream was refused, which a stream cannot say: a read leads to the sign-in where the session has
 * ended.
 */
function askWhy(): void {
  callBank('GET', '/api/asking').catch(() => {})
}
