import { Box, Paper, Stack, Text, VisuallyHidden } from '@mantine/core'
import { isToolUIPart } from 'ai'
import type { AiyaMessage } from '@/lib/ai/aiya-message'
import { ApprovalCard } from './approval-card'
import { Markdown } from './markdown'
import { ToolCard } from './tool-card'
import { wordsOf } from './words-of'

/** One message: the customer's words in a bubble, Aiya's as a page with cards for what she did. */
export function MessageView({ message }: { message: AiyaMessage }) {
  if (message.role === 'user') {
    return (
      <Paper bg="var(--mantine-primary-color-light)" px="md" py="xs" radius="lg" maw="85%" ml="auto">
        <VisuallyHidden>You said: </VisuallyHidden>
        <Text style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{wordsOf(message)}</Text>
      </Paper>
    )
  }
  return (
    <Box>
      <VisuallyHidden>Aiya: </VisuallyHidden>
      <Stack gap="sm">
        {message.parts.map((part, index) => (
          <Part key={keyOf(part) ?? index} part={part} />
        ))}
      </Stack>
    </Box>
  )
}

/** Parts are only ever appended, so that their place tells those apart that have no id. */
function keyOf(part: AiyaMessage['parts'][number]): string | undefined {
  if ('toolCallId' in part) return part.toolCallId
  return part.type === 'data-approval' ? part.id : undefined
}

function Part({ part }: { part: AiyaMessage['parts'][number] }) {
  if (part.type === 'text') return <Markdown text={part.text} />
  if (part.type === 'data-approval') return <ApprovalCard id={part.id ?? ''} data={part.data} />
  if (isToolUIPart(part)) return <ToolCard part={part} />
  return null
}
