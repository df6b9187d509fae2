import { ActionIcon, Button, Group } from '@mantine/core'
import { IconCopy, IconRefresh } from '@tabler/icons-react'
import { tell } from '@/app/_ui/notices'
import type { AiyaMessage } from '@/lib/ai/aiya-message'
import { AnswerThumbs } from './answer-thumbs'
import { MessageTime } from './message-time'
import { wordsOf } from './words-of'

interface AnswerToolsProps {
  message: AiyaMessage
  /** Asks for the answer once more; left out where that is not offered. */
  retry?: (() => void) | undefined
}

/** What can be done with an answer that is over, and when it was given. */
export function AnswerTools({ message, retry }: AnswerToolsProps) {
  const words = wordsOf(message).trim()
  // What tells how an approval ended is the bank's word (lib/chats/tell-outcomes.ts).
  const isBanks = message.id.startsWith('approval-')
  return (
    <Group gap="xs" data-screen-only>
      <MessageTime at={message.createdAt} />
      {words && (
        <ActionIcon
          variant="subtle"
          color="gray"
          size={24}
          aria-label="Copy the answer"
          onClick={() => void copy(words)}
        >
          <IconCopy size={16} aria-hidden />
        </ActionIcon>
      )}
      {words && !isBanks && <AnswerThumbs message={message} />}
      {retry && (
        <Button variant="default" size="compact-sm" leftSection={<IconRefresh size={14} aria-hidden />} onClick={retry}>
          Try again
        </Button>
      )}
    </Group>
  )
}

async function copy(words: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(words)
    tell({ title: 'Copied', message: 'The answer is on your clipboard.', color: 'teal' })
  } catch {
    // Only a page over TLS, or on this machine, may write there; and the browser may ask.
    tell({ title: 'Not copied', message: 'Your browser did not allow it. Select the words instead.', color: 'red' })
  }
}
