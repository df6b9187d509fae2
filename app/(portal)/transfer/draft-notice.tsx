import { Alert, Button, Group, Text } from '@mantine/core'
import { IconHistory } from '@tabler/icons-react'
import type { Found } from './use-draft'

const WORDS: Record<Found, string> = {
  typed: 'The page was left, or you were signed out, before this was sent. Here is what you had typed.',
  'asked again': 'This is filled in from a request that was not made. It is sent once you press the button below.',
}

/** Says where what is in the form comes from, and that nothing has come of it. */
export function DraftNotice({ found, clear }: { found: Found; clear: () => void }) {
  return (
    <Alert
      role="note"
      variant="light"
      color="blue"
      icon={<IconHistory aria-hidden />}
      title="Nothing was moved"
      mb="md"
    >
      <Group justify="space-between" gap="sm">
        <Text size="sm" flex="1 1 14rem">
          {WORDS[found]}
        </Text>
        <Button variant="default" size="sm" onClick={clear}>
          Clear
        </Button>
      </Group>
    </Alert>
  )
}
