'use client'

import { ActionIcon, Button, Group, Menu, Modal, NavLink, Skeleton, Stack, Text, TextInput } from '@mantine/core'
import { IconDots, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react'
import Link from 'next/link'
import { usePathname, useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import useSWR from 'swr'
import type { Chat } from '@/lib/chats/chat'
import { TITLE_CHARACTERS_MAX } from '@/lib/text/limits'
import { sendChange } from './send-change'

type Change = { kind: 'rename' | 'delete'; chat: Chat }

interface ChatListProps {
  /** Called when a chat is chosen: a drawer closes then. */
  onPick?: () => void
}

/** The customer's chats: open one, begin another, rename and delete. */
export function ChatList({ onPick }: ChatListProps) {
  const { data, error, isLoading, mutate } = useSWR<{ chats: Chat[] }>('/api/chat')
  const [change, setChange] = useState<Change | null>(null)
  const pathname = usePathname()
  return (
    <Stack gap="xs" component="nav" aria-label="Chats">
      <Button component="a" href="/aiya" leftSection={<IconPlus size={16} />} variant="light" fullWidth>
        New chat
      </Button>
      {isLoading && [1, 2, 3].map((row) => <Skeleton key={row} height={32} />)}
      {error && (
        <Button variant="subtle" color="red" size="xs" onClick={() => void mutate()}>
          Chats could not be loaded. Try again
        </Button>
      )}
      {data?.chats.length === 0 && (
        <Text size="sm" c="dimmed" ta="center">
          No chats yet
        </Text>
      )}
      <Stack gap={2}>
        {data?.chats.map((chat) => (
          <Group key={chat.id} gap={4} wrap="nowrap">
            <NavLink
              component={Link}
              href={`/aiya/${chat.id}`}
              label={chat.title}
              onClick={onPick}
              active={pathname === `/aiya/${chat.id}`}
              noWrap
              style={{ borderRadius: 'var(--mantine-radius-md)', flex: 1, minWidth: 0 }}
            />
            <ChatMenu chat={chat} onChange={setChange} />
          </Group>
        ))}
      </Stack>
      {change && (
        <ChangeDialog
          change={change}
          onClose={() => setChange(null)}
          onDone={() => {
            setChange(null)
            void mutate()
          }}
        />
      )}
    </Stack>
  )
}

function ChatMenu({ chat, onChange }: { chat: Chat; onChange: (change: Change) => void }) {
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`Options for ${chat.title}`}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={14} />} onClick={() => onChange({ kind: 'rename', chat })}>
          Rename
        </Menu.Item>
        <Menu.Item color="red" leftSection={<IconTrash size={14} />} onClick={() => onChange({ kind: 'delete', chat })}>
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

interface ChangeDialogProps {
  change: Change
  onClose: () => void
  onDone: () => void
}

function ChangeDialog({ change: { kind, chat }, onClose, onDone }: ChangeDialogProps) {
  const [title, setTitle] = useState(chat.title)
  const [problem, setProblem] = useState<string | null>(null)
  const router = useRouter()
  const pathname = usePathname()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const failed = await sendChange(chat.id, kind === 'rename' ? { title } : null)
    if (failed) return setProblem(failed)
    onDone()
    if (kind === 'delete' && pathname === `/aiya/${chat.id}`) router.push('/aiya')
  }
  return (
    <Modal opened onClose={onClose} title={kind === 'rename' ? 'Rename chat' : 'Delete chat'} centered>
      <form onSubmit={(event) => void submit(event)}>
        <Stack>
          {kind === 'rename' ? (
            <TextInput
              label="Title"
              value={title}
              maxLength={TITLE_CHARACTERS_MAX}
              onChange={(event) => setTitle(event.currentTarget.value)}
              error={problem}
              data-autofocus
            />
          ) : (
            <Text>
              Delete “{chat.title}”? Its messages are removed; approvals and transfers stay in your records. {problem}
            </Text>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {kind === 'rename' ? 'Cancel' : 'Keep'}
            </Button>
            <Button
              type="submit"
              {...(kind === 'delete' && { color: 'red', variant: 'light' })}
              disabled={kind === 'rename' && title.trim() === ''}
            >
              {kind === 'rename' ? 'Rename' : 'Delete'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
