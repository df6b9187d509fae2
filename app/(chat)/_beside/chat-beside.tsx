'use client'

import { ActionIcon, Anchor, Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core'
import { IconArrowsDiagonal, IconPlus, IconX } from '@tabler/icons-react'
import { type KeyboardEvent, useCallback, useEffect, useState } from 'react'
import { v7 as uuidv7 } from 'uuid'
import { callBank } from '@/app/_ui/api'
import { PageLink } from '@/app/_ui/page-link'
import { useWords } from '@/app/_ui/spoken'
import type { AiyaMessage } from '@/lib/ai/aiya-message'
import type { Chat } from '@/lib/chats/chat'
import { COMPOSER } from '../_thread/composer-id'
import { Thread } from '../_thread/thread'
import classes from './chat-beside.module.css'

interface ChatBesideProps {
  id: string
  customerId: string
  modelLabel: string | null
  hasOrders: boolean
  /** Whether the field gets the focus: not on a page that came with the chat open. */
  focus: boolean
  onClose: () => void
}

interface Opened {
  chatId: string
  messages: AiyaMessage[]
  before: string | null
  saved: boolean
  /** Whether the chat has an address of its own. */
  begun: boolean
}

const another = (): Opened => ({ chatId: uuidv7(), messages: [], before: null, saved: false, begun: false })

/** The chat that was used last, as Aiya's page shows it; a new one where there is none. */
async function lastUsed(): Promise<Opened> {
  const { chats } = await callBank<{ chats: Chat[] }>('GET', '/api/chat?limit=1')
  const [chat] = chats
  if (!chat) return another()
  const { messages, before } = await callBank<Pick<Opened, 'messages' | 'before'>>('GET', `/api/chat/${chat.id}`)
  return { chatId: chat.id, messages, before, saved: true, begun: true }
}

/** Aiya's chat beside a page of the portal: the chat used last, or a new one. Escape closes it. */
export function ChatBeside({ id, customerId, modelLabel, hasOrders, focus, onClose }: ChatBesideProps) {
  const words = useWords()
  const { beside: said } = words.chat
  const [opened, setOpened] = useState<Opened | null>(null)
  const [failed, setFailed] = useState(false)
  const [anew, setAnew] = useState(false)
  const load = useCallback(() => {
    setFailed(false)
    lastUsed().then(setOpened, () => setFailed(true))
  }, [])
  useEffect(load, [load])
  const onKey = (event: KeyboardEvent) => {
    // What stops an answer, ends an edit or leaves a menu comes first; an input method has an Escape of its own.
    if (event.key !== 'Escape' || event.defaultPrevented || event.nativeEvent.isComposing) return
    if (event.currentTarget.contains(event.target as Node)) onClose()
  }
  return (
    <aside id={id} aria-label="Aiya" className={classes.beside} onKeyDown={onKey}>
      <Anchor href={`#${COMPOSER}`} className="skip-link">
        {words.chat.thread.skip}
      </Anchor>
      <Group justify="space-between" wrap="nowrap" className={classes.head}>
        <Title order={2} size="h4">
          Aiya
        </Title>
        <Group gap={4} wrap="nowrap">
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={said.create}
            onClick={() => {
              setAnew(true)
              setOpened(another())
            }}
          >
            <IconPlus size={18} aria-hidden />
          </ActionIcon>
          <ActionIcon
            component={PageLink}
            href={opened?.begun ? `/aiya/${opened.chatId}` : '/aiya'}
            variant="subtle"
            color="gray"
            aria-label={said.asPage}
          >
            <IconArrowsDiagonal size={18} aria-hidden />
          </ActionIcon>
          <ActionIcon variant="subtle" color="gray" aria-label={said.close} onClick={onClose}>
            <IconX size={18} aria-hidden />
          </ActionIcon>
        </Group>
      </Group>
      {failed && (
        <Stack align="flex-start" p="md" role="alert">
          <Text>{said.failed}</Text>
          <Button variant="default" onClick={load}>
            {words.frame.actions.tryAgain}
          </Button>
        </Stack>
      )}
      {!failed && !opened && (
        <Stack p="md" aria-busy="true">
          <Skeleton height={40} width="60%" ml="auto" />
          <Skeleton height={80} />
        </Stack>
      )}
      {opened && (
        <div className={classes.thread}>
          <Thread
            key={opened.chatId}
            chatId={opened.chatId}
            customerId={customerId}
            messages={opened.messages}
            before={opened.before}
            saved={opened.saved}
            modelLabel={modelLabel}
            hasOrders={hasOrders}
            beside={{ focus: focus || anew }}
            onBegun={() => setOpened((now) => now && { ...now, begun: true })}
          />
        </div>
      )}
    </aside>
  )
}
