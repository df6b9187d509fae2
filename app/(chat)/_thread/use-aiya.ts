import { Chat, useChat } from '@ai-sdk/react'
import { useCallback, useEffect, useState } from 'react'
import { v7 as uuidv7 } from 'uuid'
import { callBank } from '@/app/_ui/api'
import { tell } from '@/app/_ui/notices'
import { failureOf } from '@/app/_ui/problem-words'
import { useWords } from '@/app/_ui/spoken'
import type { AiyaMessage } from '@/lib/ai/aiya-message'
import { refreshChatList } from '../_list/use-chats'
import { chatTransport } from './chat-transport'
import { isApology, troubleOf } from './chat-trouble'
import { useEarlier } from './use-earlier'
import { useRejoin } from './use-rejoin'
import { useSavedMessages } from './use-saved-messages'
import { wordsOf } from './words-of'

/** The least time between two draws, because each draw reads the whole message as Markdown again. */
const DRAW_MS = 80

interface Opened {
  chatId: string
  /** The messages so far, as the server has them. */
  history: AiyaMessage[]
  /** The cursor of the messages before the history, or null. */
  before: string | null
  /** Whether the server knows the chat; then its running answer is joined, if there is one. */
  saved: boolean
  /** Gets the words of a message without an answer, when the page leads to the sign-in. */
  onSignedOut: (words: string) => void
  /** Called at the first words of a new chat's first answer, from when on the bank knows the chat. */
  onBegun: (() => void) | undefined
}

/**
 * One chat with Aiya: its messages, the trouble with the last one, and the ways to send. Each mounted component holds
 * one chat.
 */
export function useAiya({ chatId, history, before, saved, onSignedOut, onBegun }: Opened) {
  const said = useWords()
  // Made here, because `useChat` would wrap the transport, and the wrapper forgets that a joined answer starts at its
  // beginning.
  const [chat] = useState(
    () =>
      new Chat<AiyaMessage>({
        id: chatId,
        messages: history,
        transport: chatTransport(chatId, onSignedOut),
        generateId: uuidv7,
        onFinish: refreshChatList,
      }),
  )
  const { messages, setMessages, sendMessage, resumeStream, status, error, clearError } = useChat({
    chat,
    resume: saved,
    experimental_throttle: DRAW_MS,
  })
  const lost = error && !isApology(error) ? error : undefined
  const { standing, again } = useRejoin({ chatId, error: lost, status, messages, resumeStream })
  const trouble = error ? troubleOf(error, standing) : null
  const streaming = status === 'submitted' || status === 'streaming'
  const known = saved || messages.length > 0
  const join = useCallback(() => void resumeStream(), [resumeStream])
  useSavedMessages({ chatId, idle: known && !streaming && !lost, messages, setMessages, join })
  const earlier = useEarlier({ chatId, before, setMessages })

  // The first words of an answer show that the bank knows the chat, which can then be listed and opened.
  const begun = !saved && messages.some(({ role }) => role === 'assistant')
  // biome-ignore lint/correctness/useExhaustiveDependencies: a chat begins once
  useEffect(() => {
    if (!begun) return
    onBegun?.()
    refreshChatList()
  }, [begun])

  const last = messages.at(-1)
  const lastWords = last ? wordsOf(last) : ''
  return {
    messages,
    streaming,
    /** Whether the message is sent and no word of the answer has come. */
    waiting: status === 'submitted',
    trouble,
    /** The words of the last message, where the bank does not have it. */
    unsent: trouble?.kind === 'untaken' ? lastWords : '',
    /** Whether the chat has an address of its own. */
    begun,
    earlier,
    /** @param edits the id of the customer's earlier message that these words are an edited version of */
    send: (text: string, edits?: string) => sendMessage({ text, ...(edits && { metadata: { edits } }) }),
    /** Stops the running answer. A request on the phone stays there. */
    stop: () => {
      callBank('DELETE', `/api/chat/${chatId}/stream`).catch((error: unknown) => {
        tell(failureOf(error, said.chat.answer.notStopped, said))
      })
    },
    /** Sends the last message under its own id, which the server takes once. */
    sendAgain: () => {
      const { id: messageId, metadata } = last ?? {}
      return sendMessage({ text: lastWords, ...(metadata && { metadata }), ...(messageId && { messageId }) })
    },
    /**
     * Removes the last message, which the bank has refused.
     * @returns its words
     */
    takeBack: () => {
      setMessages(messages.slice(0, -1))
      clearError()
      return lastWords
    },
    lookAgain: again,
  }
}
