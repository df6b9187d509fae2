import { Alert, Button, Group, Text } from '@mantine/core'
import { IconHistory } from '@tabler/icons-react'

/** Says that what is in the form was typed before the page went away, and that nothing came of it. */
export function DraftNotice({ clear }: { clear: () => void }) {
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
          The page was left, or you were signed out, before this was sent. Here is what you had typed.
        </Text>
        <Button variant="default" size="sm" onClick={clear}>
          Clear
        </Button>
      </Group>
    </Alert>
  )
}
