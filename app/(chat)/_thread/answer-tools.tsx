import { ActionIcon, Button, Group } from '@mantine/core'
import { IconCopy, IconRefresh } from '@tabler/icons-react'
import { tell } from '@/app/_ui/notices'
import { useWords } from '@/app/_ui/spoken'
import type { Words } from '@/app/_words/dictionary'
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
  const said = useWords()
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
          aria-label={said.chat.answer.copy}
          onClick={() => void copy(words, said)}
        >
          <IconCopy size={16} aria-hidden />
        </ActionIcon>
      )}
      {words && !isBanks && <AnswerThumbs message={message} />}
      {retry && (
        <Button variant="default" size="compact-sm" leftSection={<IconRefresh size={14} aria-hidden />} onClick={retry}>
          {said.frame.actions.tryAgain}
        </Button>
      )}
    </Group>
  )
}

async function copy(words: string, { chat }: Words): Promise<void> {
  const { copied, copiedText, notCopied, notCopiedText } = chat.answer
  try {
    await navigator.clipboard.writeText(words)
    tell({ title: copied, message: copiedText, color: 'teal' })
  } catch {
    // Only a page over TLS, or on this machine, may write there; and the browser may ask.
    tell({ title: notCopied, message: notCopiedText, color: 'red' })
  }
}
