'use client'

import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconMessages } from '@tabler/icons-react'
import { useWords } from '@/app/_ui/spoken'
import { useWhenNeeded } from '@/app/_ui/use-when-needed'

const load = () => import('./opened-drawer').then(({ OpenedDrawer }) => OpenedDrawer)

/** The chats in a drawer, for a screen too small to show them beside the thread. */
export function ChatsDrawer() {
  const [opened, { open, close }] = useDisclosure()
  const { chats } = useWords().chat.list
  const [Drawer, need] = useWhenNeeded(load)
  return (
    <>
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconMessages size={16} aria-hidden />}
        onClick={() => void need().then((isThere) => isThere && open())}
      >
        {chats}
      </Button>
      {Drawer && <Drawer opened={opened} onClose={close} />}
    </>
  )
}
