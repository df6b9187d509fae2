'use client'

import { useChat } from '@ai-sdk/react'
import { Alert, Badge, Button, Group, Stack, Text } from '@mantine/core'
import { IconAlertCircle } from '@tabler/icons-react'
import { DefaultChatTransport } from 'ai'
import { useEffect, useMemo, useRef, useState } from 'react'
import { mutate } from 'swr'
import { v7 as uuidv7 } from 'uuid'
import { FrozenBanner } from '@/app/_ui/agent-transfers'
import type { AiyaMessage } from '@/lib/ai/aiya-message'
import { Composer } from './composer'
import { errorText } from './error-text'
import { MessageView } from './message-view'
import { Suggestions } from './suggestions'
import classes from './thread.module.css'
import { useSavedMessages } from './use-saved-messages'

/** Closer to the end than this, the reader follows what comes. */
const NEAR_END_PIXELS = 80

interface ThreadProps {
  chatId: string
  messages: AiyaMessage[]
  /** A chat that the server knows: its running answer, if there is one, is joined. */
  saved: boolean
  modelLabel: string
}

/** One chat: what was said, what is being said, and where to say more. The history shown is the server's. */
export function Thread({ chatId, messages: history, saved, modelLabel }: ThreadProps) {
  const [draft, setDraft] = useState('')
  const transport = useMemo(() => transportFor(chatId), [chatId])
  const { messages, setMessages, sendMessage, status, error, clearError } = useChat<AiyaMessage>({
    id: chatId,
    messages: history,
    transport,
    generateId: uuidv7,
    resume: saved,
    onFinish: () => void mutate('/api/chat'),
  })
  // The first words of an answer mean that the chat is there to be listed, however long the customer's phone takes.
  useEffect(() => {
    if (status === 'streaming') void mutate('/api/chat')
  }, [status])
  const busy = status === 'submitted' || status === 'streaming'
  useSavedMessages({ chatId, idle: status === 'ready' && (saved || messages.length > 0), messages, setMessages })
  const { log, onScroll } = useEndInView(messages)

  const send = async (text: string) => {
    clearError()
    setDraft('')
    window.history.replaceState(null, '', `/aiya/${chatId}`)
    await sendMessage({ text })
  }
  /** The bank took nothing: the words go back where they can be sent again. */
  const takeBack = () => {
    const last = messages.at(-1)
    if (last?.role === 'user') {
      setDraft(last.parts.map((part) => (part.type === 'text' ? part.text : '')).join('\n'))
      setMessages(messages.slice(0, -1))
    }
    clearError()
  }

  return (
    <div className={classes.thread}>
      <div className={classes.banner}>
        <FrozenBanner />
      </div>
      <div ref={log} onScroll={onScroll} className={classes.log} role="log" aria-label="Conversation" aria-busy={busy}>
        {messages.length === 0 ? (
          <Suggestions onPick={(text) => void send(text)} />
        ) : (
          <Stack gap="lg">
            {messages.map((message) => (
              <MessageView key={message.id} message={message} />
            ))}
            {status === 'submitted' && (
              <Text c="dimmed" size="sm" role="status">
                Aiya is thinking …
              </Text>
            )}
          </Stack>
        )}
        {error && (
          <Alert color="red" icon={<IconAlertCircle />} title="Your message was not answered" mt="md" role="alert">
            <Stack gap="xs" align="flex-start">
              {errorText(error)}
              <Button size="xs" variant="light" color="red" onClick={takeBack}>
                Edit and try again
              </Button>
            </Stack>
          </Alert>
        )}
      </div>
      <Composer draft={draft} onDraft={setDraft} busy={busy} onSend={(text) => void send(text)} />
      <Group justify="center" gap="xs" className={classes.footer}>
        <Badge variant="light" color="gray" tt="none" fw={500}>
          {modelLabel}
        </Badge>
        <Text size="xs" c="dimmed">
          Aiya can ask for a transfer. Only your phone can allow it.
        </Text>
      </Group>
    </div>
  )
}

/** Sends the new message alone: the server keeps the history and takes nobody else's word for it. */
function transportFor(chatId: string) {
  return new DefaultChatTransport<AiyaMessage>({
    api: `/api/chat/${chatId}`,
    prepareSendMessagesRequest: ({ messages }) => {
      const { id, role, parts } = messages.at(-1) as AiyaMessage
      return { body: { message: { id, role, parts } } }
    },
    prepareReconnectToStreamRequest: () => ({ api: `/api/chat/${chatId}/stream` }),
  })
}

/** Keeps the newest words in view while they come, unless the reader has scrolled up. */
function useEndInView(messages: AiyaMessage[]) {
  const log = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  // biome-ignore lint/correctness/useExhaustiveDependencies: every change of the messages moves the end
  useEffect(() => {
    if (atEnd.current && log.current) log.current.scrollTop = log.current.scrollHeight
  }, [messages])
  const onScroll = () => {
    const { scrollHeight = 0, scrollTop = 0, clientHeight = 0 } = log.current ?? {}
    atEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_END_PIXELS
  }
  return { log, onScroll }
}
