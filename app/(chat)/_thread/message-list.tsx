import { Stack } from '@mantine/core'
import type { AiyaMessage } from '@/lib/ai/aiya-message'
import { MessageView } from './message-view'
import { SettledApprovals } from './settled-approvals'

interface MessageListProps {
  messages: AiyaMessage[]
  /** Whether the newest message is still being written. */
  streaming: boolean
}

/** The messages of a chat, oldest first. Only a message that has changed is drawn again. */
export function MessageList({ messages, streaming }: MessageListProps) {
  const drawn = new Set<string>()
  return (
    <SettledApprovals messages={messages}>
      <Stack gap="lg">
        {messages.map((message, index) => {
          const cards = message.parts.flatMap((part) => (part.type === 'data-approval' && part.id ? [part.id] : []))
          const cardsAbove = cards.some((id) => drawn.has(id))
          for (const id of cards) drawn.add(id)
          return (
            <MessageView
              key={message.id}
              message={message}
              running={streaming && index === messages.length - 1}
              cardsAbove={cardsAbove}
            />
          )
        })}
      </Stack>
    </SettledApprovals>
  )
}
