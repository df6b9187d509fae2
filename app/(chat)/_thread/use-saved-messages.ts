import { useEffect } from 'react'
import useSWR from 'swr'
import { useLiveEvent } from '@/app/_ui/live-events'
import type { AiyaMessage } from '@/lib/ai/aiya-message'

interface SavedMessages {
  chatId: string
  /** Nothing is streaming into this page, and the server knows the chat. */
  idle: boolean
  messages: AiyaMessage[]
  setMessages: (messages: AiyaMessage[]) => void
}

/**
 * Keeps a quiet chat as long as the server's: an answer may have ended just between the loading of the page and the
 * joining of its stream, been given in another tab, or been added by the process that saw an approval through.
 */
export function useSavedMessages({ chatId, idle, messages, setMessages }: SavedMessages): void {
  const { data, mutate } = useSWR<{ messages: AiyaMessage[] }>(idle ? `/api/chat/${chatId}` : null)
  useLiveEvent('answer', () => void mutate())
  useEffect(() => {
    if (idle && data && data.messages.length > messages.length) setMessages(data.messages)
  }, [idle, data, messages.length, setMessages])
}
