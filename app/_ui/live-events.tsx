'use client'

import { useDocumentVisibility, useThrottledCallback } from '@mantine/hooks'
import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef, useState } from 'react'
import { useSWRConfig } from 'swr'
import { TOPICS, type Topic } from '@/lib/platform/events/topics'
import { callBank } from './api'
import { withPageCustomer } from './page-customer'
import { pageMadeAt } from './page-made-at'
import { ACCOUNTS, AGENT_TRANSFERS, LIMITS, OVERVIEW, PAYEES, WAITING_APPROVALS } from './paths'

/** One posting tells of several topics, which are heard together after this time. */
const GATHER_MS = 20
const EVENTS = '/api/events'
/** The least time between two reads, however many events come. */
const PAUSE_MS = 250
/** A browser gives up on a stream that was refused (too many pages, the bank restarting), so the page asks again. */
const RETRY_MS = 5_000
/** Every stream ends and returns every few minutes; a shorter gap than this is not shown as a lost connection. */
const LOST_AFTER_MS = 5_000

/** The paths that a posting changes. */
const MONEY = [ACCOUNTS, PAYEES, LIMITS, OVERVIEW]
/** The paths that an approval changes: it also holds money, and a denied one may freeze agents. */
const ASKED = [ACCOUNTS, LIMITS, AGENT_TRANSFERS, '/api/portfolio', WAITING_APPROVALS]

/** Says that topics have changed: one event for all that came together. */
class Changed extends Event {
  constructor(readonly topics: ReadonlySet<Topic>) {
    super('changed')
  }
}

const Live = createContext<EventTarget | null>(null)
const Lost = createContext(false)

/** The page's one event stream. It reads changed data again, and tells every `useLiveEvent`. */
export function LiveEvents({ children }: { children: ReactNode }) {
  const [target] = useState(() => new EventTarget())
  const [lost, setLost] = useState(false)
  const refresh = useRefresh()
  // Browsers allow few connections to one server, so a hidden page gives up its stream. Once it is visible again it
  // reads everything anew, because every stream but the document's first begins with every topic.
  const visible = useDocumentVisibility() === 'visible'
  useEffect(() => {
    if (!visible) return
    const hear = (topics: ReadonlySet<Topic>) => {
      refresh(topics)
      target.dispatchEvent(new Changed(topics))
    }
    return connect(hear, setLost)
  }, [visible, target, refresh])
  return (
    <Live value={target}>
      <Lost value={lost}>{children}</Lost>
    </Live>
  )
}

/** Whether the page has not heard from the bank for some seconds, so that its content may be old. */
export function useConnectionLost(): boolean {
  return useContext(Lost)
}

/** Calls `react` when something of one of the topics has changed for the customer, at most four times a second. */
export function useLiveEvent(topics: Topic | Topic[], react: () => void): void {
  const target = useContext(Live)
  const seldom = useThrottledCallback(react, PAUSE_MS)
  const names = String(topics)
  useEffect(() => {
    const hear = (event: Event) => {
      if (event instanceof Changed && TOPICS.some((topic) => event.topics.has(topic) && names.includes(topic))) seldom()
    }
    target?.addEventListener('changed', hear)
    return () => target?.removeEventListener('changed', hear)
  }, [target, names, seldom])
}

/** Reads again what the topics change, each path once however many of them name it. */
function useRefresh(): (topics: ReadonlySet<Topic>) => void {
  const { mutate } = useSWRConfig()
  const waiting = useRef(new Set<string>())
  const read = useThrottledCallback(() => {
    const paths = waiting.current
    waiting.current = new Set()
    void mutate((key) => paths.has(String(key)))
  }, PAUSE_MS)
  return useCallback(
    (topics) => {
      const paths = [...(topics.has('account') ? MONEY : []), ...(topics.has('approval') ? ASKED : [])]
      for (const path of paths) waiting.current.add(path)
      if (paths.length > 0) read()
    },
    [read],
  )
}

let isFirstStream = true
let heardAnything = false

/** Whether an event has been told to this page, which content that was not alive yet has missed. */
export const hasHeard = () => heardAnything

/** The address of a stream. The document's first begins with what has changed since the document was made. */
function streamAddress(): string {
  const madeAt = isFirstStream ? pageMadeAt() : null
  isFirstStream = false
  return withPageCustomer(madeAt === null ? EVENTS : `${EVENTS}?since=${madeAt}`)
}

function connect(hear: (topics: ReadonlySet<Topic>) => void, tellLost: (lost: boolean) => void): () => void {
  let source: EventSource
  let heard = new Set<Topic>()
  let gathering: number | undefined
  const gather = (topic: Topic) => {
    heardAnything = true
    heard.add(topic)
    gathering ??= window.setTimeout(() => {
      gathering = undefined
      hear(heard)
      heard = new Set()
    }, GATHER_MS)
  }
  let retry: number | undefined
  let silence: number | undefined
  const open = () => {
    silence ??= window.setTimeout(() => tellLost(true), LOST_AFTER_MS)
    source = new EventSource(streamAddress())
    for (const topic of TOPICS) source.addEventListener(topic, () => gather(topic))
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
    window.clearTimeout(gathering)
    source.close()
  }
}

/**
 * Finds out why the stream was refused, which a stream cannot say: a read leads to the sign-in where the session has
 * ended.
 */
function askWhy(): void {
  callBank('GET', AGENT_TRANSFERS).catch(() => {})
}
