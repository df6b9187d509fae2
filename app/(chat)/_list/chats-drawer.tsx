'use client'

import { Button, Drawer } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconMessages } from '@tabler/icons-react'
import { ChatList } from './chat-list'

/** The chats on a screen that has no room for them beside the thread. */
export function ChatsDrawer() {
  const [opened, { open, close }] = useDisclosure()
  return (
    <>
      <Button variant="subtle" size="compact-sm" leftSection={<IconMessages size={16} aria-hidden />} onClick={open}>
        Chats
      </Button>
      <Drawer opened={opened} onClose={close} title="Your chats" size="xs">
        <ChatList onPick={close} />
      </Drawer>
    </>
  )
}
