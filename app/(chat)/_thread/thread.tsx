'use client'

import { Badge, Group, Stack, Text } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { FrozenBanner } from '@/app/_ui/agent-transfers'
import type { AiyaMessage } from '@/lib/ai/aiya-message'
import { ChatTrouble, type Trouble } from './chat-trouble'
import { Composer } from './composer'
import { MessageView } from './message-view'
import { Suggestions } from './suggestions'
import classes from './thread.module.css'
import { useAiya } from './use-aiya'

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
  const { messages, status, trouble, send, sendAgain, takeBack, lookAgain } = useAiya({ chatId, history, saved })
  const answering = status === 'submitted' || status === 'streaming' || trouble?.kind === 'looking'
  const { log, onScroll } = useEndInView(messages)

  const say = (text: string) => {
    setDraft('')
    void send(text)
  }
  const edit = () => setDraft([takeBack(), draft].filter(Boolean).join('\n'))

  return (
    <div className={classes.thread}>
      <div className={classes.banner}>
        <FrozenBanner />
      </div>
      <div
        ref={log}
        onScroll={onScroll}
        className={classes.log}
        role="log"
        aria-label="Conversation"
        aria-busy={answering}
      >
        {messages.length === 0 ? (
          <Suggestions onPick={say} />
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
        {trouble && (
          <ChatTrouble trouble={trouble} takeBack={edit} sendAgain={() => void sendAgain()} lookAgain={lookAgain} />
        )}
      </div>
      <Composer draft={draft} onDraft={setDraft} hold={holdOf(answering, trouble)} onSend={say} />
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

/** Why nothing can be sent now, if so: one thing at a time, and nothing beside a message that is not settled. */
function holdOf(answering: boolean, trouble: Trouble | null): string | null {
  if (answering) return 'Aiya is answering …'
  return trouble && trouble.kind !== 'apology' ? 'First settle the message above' : null
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
