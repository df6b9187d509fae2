import { useState } from 'react'
import { callBank } from '@/app/_ui/api'
import { tell } from '@/app/_ui/notices'
import { failureOf } from '@/app/_ui/problem-words'
import { useWords } from '@/app/_ui/spoken'
import type { AiyaMessage } from '@/lib/ai/aiya-message'

interface Earlier {
  chatId: string
  /** The cursor of the messages before those that the page came with, or null. */
  before: string | null
  setMessages: (change: (messages: AiyaMessage[]) => AiyaMessage[]) => void
}

/** Loads the messages before those shown, a page at a time. */
export function useEarlier({ chatId, before: first, setMessages }: Earlier) {
  const [before, setBefore] = useState(first)
  const [loading, setLoading] = useState(false)
  const words = useWords()
  const load = async () => {
    if (!before) return
    setLoading(true)
    try {
      const path = `/api/chat/${chatId}?before=${encodeURIComponent(before)}`
      const page = await callBank<{ messages: AiyaMessage[]; before: string | null }>('GET', path)
      setMessages((messages) => [...page.messages, ...messages])
      setBefore(page.before)
    } catch (error) {
      tell(failureOf(error, words.frame.notLoaded.title, words))
    } finally {
      setLoading(false)
    }
  }
  return { hasMore: before !== null, loading, load: () => void load() }
}
