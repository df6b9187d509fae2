import { ActionIcon, Box, Group, Paper, Stack, Text, VisuallyHidden } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { isToolUIPart } from 'ai'
import { memo } from 'react'
import { useWords } from '@/app/_ui/spoken'
import type { AiyaMessage } from '@/lib/ai/aiya-message'
import { standingWords } from '@/lib/ai/taken-back'
import { AiyasText } from './aiyas-text'
import { AnswerNotes } from './answer-notes'
import { AnswerTools } from './answer-tools'
import { ChatApproval } from './chat-approval'
import { FoundCard, onlyLooksUp } from './found-card'
import { MessageTime } from './message-time'
import { ToolCard } from './tool-card'
import { wordsOf } from './words-of'

interface MessageViewProps {
  message: AiyaMessage
  /** Whether more of the message may come. */
  running: boolean
  /** Whether the card of this message's approval stands in an earlier message; this message then tells the outcome. */
  cardsAbove: boolean
  /** Asks for this answer once more; left out where that is not offered. */
  retry?: (() => void) | undefined
  /** Puts the customer's words into the field again. */
  edit: (message: AiyaMessage) => void
}

/** One message: the customer's words in a bubble, or Aiya's words beside a line, with cards for what she did. */
export const MessageView = memo(function MessageView({ message, running, cardsAbove, retry, edit }: MessageViewProps) {
  const { message: said } = useWords().chat
  if (message.role === 'user') {
    return (
      <Stack gap={2} align="flex-end">
        <Paper data-message bg="var(--mantine-primary-color-light)" px="md" py="xs" radius="lg" maw="85%">
          <VisuallyHidden>{said.youSaid} </VisuallyHidden>
          <Text dir="auto" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {wordsOf(message)}
          </Text>
        </Paper>
        <Group gap="xs">
          {message.metadata?.edits && (
            <Text size="xs" c="dimmed">
              {said.edited}
            </Text>
          )}
          <MessageTime at={message.createdAt} />
          <ActionIcon
            variant="subtle"
            color="gray"
            size={24}
            aria-label={said.edit}
            data-screen-only
            onClick={() => edit(message)}
          >
            <IconPencil size={16} aria-hidden />
          </ActionIcon>
        </Group>
      </Stack>
    )
  }
  // Once the answer is over: until then it may still ask for something.
  const showsFound = !running && onlyLooksUp(message.parts)
  return (
    <Box data-message>
      <VisuallyHidden>{said.aiyaSaid} </VisuallyHidden>
      <Stack gap="sm">
        {message.parts.map((part, index) => (
          <Part key={keyOf(part) ?? index} {...{ part, running, cardsAbove, showsFound }} />
        ))}
        {!running && <AnswerNotes {...message.metadata} />}
        {!running && <AnswerTools message={message} retry={retry} />}
      </Stack>
    </Box>
  )
})

/** The key of a part. Parts are only ever appended, so a part without an id is known by its position. */
function keyOf(part: AiyaMessage['parts'][number]): string | undefined {
  if ('toolCallId' in part) return part.toolCallId
  return part.type === 'data-approval' ? part.id : undefined
}

interface PartProps extends Omit<MessageViewProps, 'message' | 'retry' | 'edit'> {
  part: AiyaMessage['parts'][number]
  /** Whether what a tool has found is shown on a card. */
  showsFound: boolean
}

function Part({ part, running, cardsAbove, showsFound }: PartProps) {
  if (part.type === 'text') {
    const words = standingWords(part.text)
    return words ? <AiyasText text={words} /> : null
  }
  if (part.type === 'data-approval') return cardsAbove ? null : <ChatApproval id={part.id ?? ''} data={part.data} />
  if (!isToolUIPart(part)) return null
  return (
    <>
      <ToolCard part={part} running={running} />
      {showsFound && <FoundCard part={part} />}
    </>
  )
}
