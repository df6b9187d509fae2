'use client'

import { Button, Group, Skeleton, Stack, Text, Title, UnstyledButton } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { usePathname } from 'next/navigation'
import { useRef, useState } from 'react'
import { stretchesOf } from '@/app/_ui/days-of'
import { LoadMore } from '@/app/_ui/load-more'
import { PageLink } from '@/app/_ui/page-link'
import { useSpeech } from '@/app/_ui/spoken'
import { useTimeZone } from '@/app/_ui/time-zone'
import { useWhenNeeded } from '@/app/_ui/use-when-needed'
import type { Speech } from '@/app/_words/speech'
import type { Change } from './change-dialog'
import { ChatMenu } from './chat-menu'
import { ChatSearch } from './chat-search'
import { useChats } from './use-chats'

/** The pause in typing after which the list is searched. */
const SEARCH_AFTER_MS = 250

const load = () => import('./change-dialog').then(({ ChangeDialog }) => ChangeDialog)

interface ChatListProps {
  /** Called when a chat is chosen, so that a drawer can close. */
  onPick?: () => void
}

/** The customer's chats, to open, begin, rename or delete one. */
export function ChatList({ onPick }: ChatListProps) {
  const [words, setWords] = useState('')
  const [searched] = useDebouncedValue(words.trim(), SEARCH_AFTER_MS)
  const { chats, error, hasMore, loadingMore, loadMore, reload } = useChats(searched)
  const timeZone = useTimeZone()
  const speech = useSpeech()
  const { list: said } = speech.words.chat
  const [change, setChange] = useState<Change | null>(null)
  const [ChangeDialog, need] = useWhenNeeded(load)
  const newChat = useRef<HTMLAnchorElement>(null)
  const pathname = usePathname()
  const ask = (asked: Change) => void need().then((isThere) => isThere && setChange(asked))
  const close = () => {
    change?.opener?.focus()
    setChange(null)
  }
  const done = (gone: boolean) => {
    close()
    // The chat's menu button disappears with the chat, so the focus needs another place.
    if (gone) newChat.current?.focus()
    reload()
  }
  return (
    <Stack gap="xs" component="nav" aria-label={said.chats}>
      <Button ref={newChat} component="a" href="/aiya" leftSection={<IconPlus size={16} />} variant="light" fullWidth>
        {said.create}
      </Button>
      <ChatSearch words={words} onWords={setWords} />
      {!chats && !error && [1, 2, 3].map((row) => <Skeleton key={row} height={32} />)}
      {error && (
        <Button variant="subtle" color="red" size="xs" onClick={reload}>
          {said.failed}
        </Button>
      )}
      <Text size="sm" c="dimmed" ta="center" aria-live="polite" style={{ overflowWrap: 'anywhere' }}>
        {chats?.length === 0 && emptyWords(searched, hasMore, speech)}
      </Text>
      {stretchesOf(chats ?? [], ({ updatedAt }) => updatedAt, timeZone, speech).map((stretch) => (
        <Stack key={stretch.name} gap={2}>
          <Title order={2} size="xs" c="dimmed" px="xs" pt={4}>
            {stretch.name}
          </Title>
          {stretch.items.map((chat) => (
            <Group key={chat.id} gap={4} wrap="nowrap">
              <UnstyledButton
                component={PageLink}
                href={`/aiya/${chat.id}`}
                onClick={onPick}
                aria-current={pathname === `/aiya/${chat.id}` ? 'page' : undefined}
                className="menu-line"
              >
                <Text component="bdi" inherit truncate>
                  {chat.title}
                </Text>
              </UnstyledButton>
              <ChatMenu chat={chat} onChange={ask} />
            </Group>
          ))}
        </Stack>
      ))}
      <LoadMore
        hasMore={hasMore}
        loading={loadingMore}
        shown={chats?.length}
        onLoad={loadMore}
        label={searched ? said.searchEarlier : said.earlier}
      />
      {change && ChangeDialog && <ChangeDialog change={change} onClose={close} onDone={done} />}
    </Stack>
  )
}

function emptyWords(searched: string, hasMore: boolean, { words, say }: Speech): string {
  const { none, noneRecent, noneAtAll } = words.chat.list
  return searched ? say(hasMore ? noneRecent : noneAtAll, { words: searched }) : none
}
