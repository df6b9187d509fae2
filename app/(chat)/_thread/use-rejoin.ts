import type { ChatStatus } from 'ai'
import { useEffect, useRef, useState } from 'react'
import { mutate } from 'swr'
import { ApiProblem, callBank } from '@/app/_ui/api'
import { useLiveEvent } from '@/app/_ui/live-events'
import type { AiyaMessage } from '@/lib/ai/aiya-message'

/** The pause before each look for a lost answer. After the last one, the customer or a live event starts over. */
const PAUSES_MS = [0, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]
/** An answer that was followed for this long counts as found: if its connection breaks again, the looks start over. */
const GOOD_JOIN_MS = 5_000

/** `untaken`: the bank does not have the customer's message. In the other states the bank may have it. */
export type Rejoining = 'looking' | 'untaken' | 'given_up'

interface Lost {
  chatId: string
  /** Why the page has no whole answer; undefined while all is well. */
  error: Error | undefined
  status: ChatStatus
  messages: AiyaMessage[]
  resumeStream: () => Promise<void>
}

/**
 * Finds an answer again after its connection broke: asks the bank whether it has the message, joins the answer if it
 * still runs, and reads what was saved. A message without an answer proves nothing, since a transfer may be waiting on
 * the phone.
 */
export function useRejoin({ chatId, error, status, messages, resumeStream }: Lost) {
  const [standing, setStanding] = useState<Rejoining>('looking')
  const [round, setRound] = useState(0)
  const tries = useRef(0)
  const followedSince = useRef(Number.POSITIVE_INFINITY)
  const again = () => {
    tries.current = 0
    setStanding((before) => (before === 'given_up' ? 'looking' : before))
    setRound((before) => before + 1)
  }
  // Every event stream begins with every topic, so an event means that the bank can be reached.
  useLiveEvent('answer', () => error && again())
  useEffect(() => {
    if (status === 'ready') tries.current = 0
    if (status === 'streaming') followedSince.current = Date.now()
  }, [status])

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new error or round begins a new look, nothing else does
  useEffect(() => {
    if (!error) return setStanding('looking')
    if (Date.now() - followedSince.current > GOOD_JOIN_MS) tries.current = 0
    followedSince.current = Number.POSITIVE_INFINITY
    const pause = PAUSES_MS[tries.current]
    if (pause === undefined) return setStanding('given_up')
    let over = false
    const look = async () => {
      tries.current++
      try {
        const taken = await isTaken(chatId, messages)
        if (over) return
        if (!taken) {
          tries.current = 0
          return setStanding('untaken')
        }
        // A failure here gives the chat a new error, and the next look comes later.
        await resumeStream()
        await mutate(`/api/chat/${chatId}`)
      } catch {
        if (!over) setRound((before) => before + 1)
      }
    }
    const timer = window.setTimeout(() => void look(), pause)
    return () => {
      over = true
      window.clearTimeout(timer)
    }
  }, [error, round, chatId])

  return { standing, again }
}

/** Whether the bank has the last message. A message whose answer has begun was taken. */
async function isTaken(chatId: string, messages: AiyaMessage[]): Promise<boolean> {
  const last = messages.at(-1)
  if (last?.role !== 'user') return true
  try {
    const saved = await callBank<{ messages: AiyaMessage[] }>('GET', `/api/chat/${chatId}`)
    return saved.messages.some(({ id }) => id === last.id)
  } catch (error) {
    if (error instanceof ApiProblem && error.code === 'not_found') return false
    throw error
  }
}
