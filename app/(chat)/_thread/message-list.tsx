import { Stack } from '@mantine/core'
import { useCallback } from 'react'
import type { AiyaMessage } from '@/lib/ai/aiya-message'
import { MessageView } from './message-view'
import { SettledApprovals } from './settled-approvals'

interface MessageListProps {
  messages: AiyaMessage[]
  /** Whether the newest message is still being written. */
  streaming: boolean
  /** Asks once more for the newest answer; left out where nothing may be sent. */
  retry?: ((answer: AiyaMessage) => void) | undefined
  /** Puts the words of an earlier message of the customer's into the field. */
  edit: (message: AiyaMessage) => void
}

/** The messages of a chat, oldest first. Only a message that has changed is drawn again. */
export function MessageList({ messages, streaming, retry, edit }: MessageListProps) {
  const drawn = new Set<string>()
  const newest = messages.at(-1)
  const cutShort = newest?.role === 'assistant' && newest.metadata?.ending && retry ? newest : undefined
  const again = useCallback(() => cutShort && retry?.(cutShort), [cutShort, retry])
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
              retry={message === cutShort ? again : undefined}
              edit={edit}
            />
          )
        })}
      </Stack>
    </SettledApprovals>
  )
}
