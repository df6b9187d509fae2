import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { usePathname, useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { Form } from '@/app/_ui/form'
import { useSpeech } from '@/app/_ui/spoken'
import { tooLong } from '@/app/_ui/text-limit'
import type { Chat } from '@/lib/chats/chat'
import { TITLE_CHARACTERS_MAX } from '@/lib/platform/text/limits'
import { sendChange } from './send-change'

export interface Change {
  kind: 'rename' | 'delete'
  chat: Chat
  /** The element that gets the focus back. The menu item that was pressed is gone by then. */
  opener: HTMLElement | null
}

interface ChangeDialogProps {
  change: Change
  onClose: () => void
  /** @param gone whether the chat was deleted */
  onDone: (gone: boolean) => void
}

/** A dialog that asks for a chat's new title, or whether to delete the chat. */
export function ChangeDialog({ change: { kind, chat }, onClose, onDone }: ChangeDialogProps) {
  const [title, setTitle] = useState(chat.title)
  const [refused, setRefused] = useState<string | null>(null)
  const router = useRouter()
  const pathname = usePathname()
  const speech = useSpeech()
  const { words, rich } = speech
  const { change: said, list } = words.chat
  const problem = tooLong(title, TITLE_CHARACTERS_MAX, speech)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const failed = await sendChange(chat.id, kind === 'rename' ? { title } : null, words)
    if (failed) return setRefused(failed)
    onDone(kind === 'delete')
    if (kind === 'delete' && pathname === `/aiya/${chat.id}`) router.push('/aiya')
  }
  return (
    <Modal opened onClose={onClose} returnFocus={false} title={said[kind]} centered>
      <Form onSubmit={(event) => void submit(event)}>
        <Stack>
          {kind === 'rename' ? (
            <TextInput
              label={said.title}
              value={title}
              onChange={(event) => setTitle(event.currentTarget.value)}
              error={problem ?? refused}
              data-autofocus
            />
          ) : (
            <Text>
              {rich(said.question, { title: <bdi>{chat.title}</bdi> })} {refused}
            </Text>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {kind === 'rename' ? words.frame.actions.cancel : said.keep}
            </Button>
            <Button
              type="submit"
              {...(kind === 'delete' && { color: 'red', variant: 'light' })}
              disabled={kind === 'rename' && (title.trim() === '' || problem !== null)}
            >
              {list[kind]}
            </Button>
          </Group>
        </Stack>
      </Form>
    </Modal>
  )
}
