import { Menu } from '@mantine/core'
import { IconPencil, IconTrash } from '@tabler/icons-react'
import { useWords } from '@/app/_ui/spoken'
import { useOpenAtOnce } from '@/app/_ui/use-open-at-once'
import type { Chat } from '@/lib/chats/chat'
import type { Change } from './change-dialog'
import { ChatMenuButton } from './chat-menu-button'

export interface OpenedChatMenuProps {
  chat: Chat
  onChange: (change: Change) => void
}

/** The menu of one chat, which opens as soon as it is there. */
export function OpenedChatMenu({ chat, onChange }: OpenedChatMenuProps) {
  const { list: said } = useWords().chat
  const { button, opened, setOpened } = useOpenAtOnce()
  const ask = (kind: Change['kind']) => onChange({ kind, chat, opener: button.current })
  return (
    <Menu position="bottom-end" withinPortal returnFocus opened={opened} onChange={setOpened}>
      <Menu.Target>
        <ChatMenuButton ref={button} title={chat.title} />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={14} aria-hidden />} onClick={() => ask('rename')}>
          {said.rename}
        </Menu.Item>
        <Menu.Item color="red" leftSection={<IconTrash size={14} aria-hidden />} onClick={() => ask('delete')}>
          {said.delete}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
