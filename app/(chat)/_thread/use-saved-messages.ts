import { useEffect } from 'react'
import useSWR from 'swr'
import { useLiveEvent } from '@/app/_ui/live-events'
import type { AiyaMessage } from '@/lib/ai/aiya-message'
import { isNewer } from './is-newer'

interface SavedMessages {
  chatId: string
  /** Nothing is streaming into this page, and the server knows the chat. */
  idle: boolean
  messages: AiyaMessage[]
  setMessages: (messages: AiyaMessage[]) => void
}

/**
 * Keeps a quiet chat as the server has it: an answer may have ended just between the loading of the page and the
 * joining of its stream or after a connection that broke, been given in another tab, or been added by the process that
 * saw an approval through.
 */
export function useSavedMessages({ chatId, idle, messages, setMessages }: SavedMessages): void {
  const { data, mutate } = useSWR<{ messages: AiyaMessage[] }>(idle ? `/api/chat/${chatId}` : null)
  useLiveEvent('answer', () => void mutate())
  useEffect(() => {
    if (idle && data && isNewer(data.messages, messages)) setMessages(data.messages)
  }, [idle, data, messages, setMessages])
}
