import { Alert, Button, Group, Text } from '@mantine/core'
import { IconHistory } from '@tabler/icons-react'
import { useWords } from '@/app/_ui/spoken'
import type { Found } from './use-draft'

/** Says where what is in the form comes from, and that nothing has come of it. */
export function DraftNotice({ found, clear }: { found: Found; clear: () => void }) {
  const { draft: words } = useWords().transfer
  return (
    <Alert role="note" variant="light" color="blue" icon={<IconHistory aria-hidden />} title={words.title} mb="md">
      <Group justify="space-between" gap="sm">
        <Text size="sm" flex="1 1 14rem">
          {words[found]}
        </Text>
        <Button variant="default" size="sm" onClick={clear}>
          {words.clear}
        </Button>
      </Group>
    </Alert>
  )
}
