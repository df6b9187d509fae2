import { Drawer } from '@mantine/core'
import { useWords } from '@/app/_ui/spoken'
import { useOpenedAfterMount } from '@/app/_ui/use-opened-after-mount'
import { ChatList } from './chat-list'

interface OpenedDrawerProps {
  opened: boolean
  onClose: () => void
}

/** The drawer with the chats. */
export function OpenedDrawer({ opened, onClose }: OpenedDrawerProps) {
  return (
    <Drawer opened={useOpenedAfterMount(opened)} onClose={onClose} title={useWords().chat.list.name} size="xs">
      <ChatList onPick={onClose} />
    </Drawer>
  )
}
