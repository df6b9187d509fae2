import { Button, Group, Text } from '@mantine/core'
import { useWords } from '@/app/_ui/spoken'

/** The note's id, for the field that it describes. */
export const EDIT_NOTE = 'edit-note'

/** Says above the field that its words are those of an earlier message, and what becomes of that one. */
export function EditNote({ onLeave }: { onLeave: () => void }) {
  const { editNote, cancelEdit } = useWords().chat.message
  return (
    <Group justify="space-between" wrap="nowrap" gap="xs" px="md" pb={4} role="status">
      <Text id={EDIT_NOTE} size="xs" c="dimmed">
        {editNote}
      </Text>
      <Button variant="subtle" size="compact-xs" onClick={onLeave} style={{ flexShrink: 0 }}>
        {cancelEdit}
      </Button>
    </Group>
  )
}
