import { useWhenNeeded } from '@/app/_ui/use-when-needed'
import { ChatMenuButton } from './chat-menu-button'
import type { OpenedChatMenuProps } from './opened-chat-menu'

const load = () => import('./opened-chat-menu').then(({ OpenedChatMenu }) => OpenedChatMenu)

/** A button that opens the actions for one chat in the list. */
export function ChatMenu(props: OpenedChatMenuProps) {
  const [Opened, need] = useWhenNeeded(load)
  if (Opened) return <Opened {...props} />
  return (
    <ChatMenuButton title={props.chat.title} aria-haspopup="menu" aria-expanded={false} onClick={() => void need()} />
  )
}
