import { useEffect, useRef } from 'react'
import useSWR from 'swr'
import { useLiveEvent } from '@/app/_ui/live-events'
import type { AiyaMessage } from '@/lib/ai/aiya-message'
import { isNewer, mergedMessages } from './merged-messages'

interface SavedMessages {
  chatId: string
  /** Whether no answer is streaming into this page and the server knows the chat. */
  idle: boolean
  messages: AiyaMessage[]
  setMessages: (messages: AiyaMessage[]) => void
  /** Follows the running answer, if there is one. */
  join: () => void
}

/**
 * Keeps an idle chat as the server has it. An answer may have ended before this page joined its stream, or after a
 * connection broke; another tab may have got one; or an approval may have settled. A question from another tab is
 * shown, and its answer followed.
 */
export function useSavedMessages({ chatId, idle, messages, setMessages, join }: SavedMessages): void {
  const { data, mutate } = useSWR<{ messages: AiyaMessage[] }>(idle ? `/api/chat/${chatId}` : null)
  const followed = useRef<string | null>(null)
  useLiveEvent('answer', () => void mutate())
  useEffect(() => {
    if (!idle || !data || !isNewer(data.messages, messages)) return
    setMessages(mergedMessages(data.messages, messages))
    const newest = data.messages.at(-1)
    if (newest?.role !== 'user' || followed.current === newest.id) return
    followed.current = newest.id
    join()
  }, [idle, data, messages, setMessages, join])
}
