import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { BusyButton } from './busy-button'
import { useOpenedAfterMount } from './use-opened-after-mount'

interface FreezeDialogProps {
  opened: boolean
  busy: boolean
  onClose: () => void
  onFreeze: () => void
}

/** Asks whether to freeze all agents. */
export function FreezeDialog({ opened, busy, onClose, onFreeze }: FreezeDialogProps) {
  return (
    <Modal opened={useOpenedAfterMount(opened)} onClose={onClose} title="Freeze agent transfers?" centered radius="lg">
      <Stack gap="md">
        <Text size="sm">
          Aiya and every other agent can then move nothing, and what waits for your phone is withdrawn at once. Your own
          transfers keep working as usual. To thaw, you sign in again.
        </Text>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <BusyButton data-autofocus busy={busy} onClick={onFreeze}>
            Freeze now
          </BusyButton>
        </Group>
      </Stack>
    </Modal>
  )
}
