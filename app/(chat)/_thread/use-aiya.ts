import { Chat, useChat } from '@ai-sdk/react'
import { useEffect, useState } from 'react'
import { mutate } from 'swr'
import { v7 as uuidv7 } from 'uuid'
import type { AiyaMessage } from '@/lib/ai/aiya-message'
import { chatTransport } from './chat-transport'
import { isApology, troubleOf } from './chat-trouble'
import { useRejoin } from './use-rejoin'
import { useSavedMessages } from './use-saved-messages'
import { wordsOf } from './words-of'

interface Opened {
  chatId: string
  /** What was said before, as the server has it. */
  history: AiyaMessage[]
  /** A chat that the server knows: its running answer, if there is one, is joined. */
  saved: boolean
}

/** One chat with Aiya: its messages, what is in the way of the last one, and the ways to send. One mounting, one chat. */
export function useAiya({ chatId, history, saved }: Opened) {
  // Made here: `useChat` would wrap the transport, and lose with it that a joined answer comes from its beginning.
  const [chat] = useState(
    () =>
      new Chat<AiyaMessage>({
        id: chatId,
        messages: history,
        transport: chatTransport(chatId),
        generateId: uuidv7,
        onFinish: () => void mutate('/api/chat'),
      }),
  )
  const { messages, setMessages, sendMessage, resumeStream, status, error, clearError } = useChat({
    chat,
    resume: saved,
  })
  const lost = error && !isApology(error) ? error : undefined
  const { standing, again } = useRejoin({ chatId, error: lost, status, messages, resumeStream })
  const trouble = error ? troubleOf(error, standing) : null
  const streaming = status === 'submitted' || status === 'streaming'
  const known = saved || messages.length > 0
  useSavedMessages({ chatId, idle: known && !streaming && !lost, messages, setMessages })

  // The first words of an answer mean that the chat is there to be listed and opened, however long the customer's phone
  // takes. Before them it may be that the bank has never heard of it.
  const begun = !saved && messages.some(({ role }) => role === 'assistant')
  useEffect(() => {
    if (!begun) return
    window.history.replaceState(null, '', `/aiya/${chatId}`)
    void mutate('/api/chat')
  }, [begun, chatId])

  const last = messages.at(-1)
  const lastWords = last ? wordsOf(last) : ''
  return {
    messages,
    status,
    trouble,
    send: (text: string) => sendMessage({ text }),
    /** Sends the last message under its own id, which the server takes once. */
    sendAgain: () => sendMessage({ text: lastWords, ...(last && { messageId: last.id }) }),
    /** Removes the last message, which the bank has refused, and hands its words back. */
    takeBack: () => {
      setMessages(messages.slice(0, -1))
      clearError()
      return lastWords
    },
    lookAgain: again,
  }
}
