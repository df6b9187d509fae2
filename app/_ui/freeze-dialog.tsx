import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { BusyButton } from './busy-button'
import { useWords } from './spoken'
import { useOpenedAfterMount } from './use-opened-after-mount'

interface FreezeDialogProps {
  opened: boolean
  busy: boolean
  onClose: () => void
  onFreeze: () => void
}

/** Asks whether to freeze all agents. */
export function FreezeDialog({ opened, busy, onClose, onFreeze }: FreezeDialogProps) {
  const { agents: words, frame } = useWords()
  return (
    <Modal opened={useOpenedAfterMount(opened)} onClose={onClose} title={words.question} centered radius="lg">
      <Stack gap="md">
        <Text size="sm">{words.consequence}</Text>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {frame.actions.cancel}
          </Button>
          <BusyButton data-autofocus busy={busy} onClick={onFreeze}>
            {words.freezeNow}
          </BusyButton>
        </Group>
      </Stack>
    </Modal>
  )
}
