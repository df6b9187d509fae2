'use client'

import { Alert, Group, Text } from '@mantine/core'
import { useAgentTransfers, useAgentTransfersChange } from './asking'
import { BusyButton } from './busy-button'
import { FREEZE } from './freeze-button'
import { useHandOverFocus } from './hand-over-focus'
import { AGENT_TRANSFERS } from './paths'

/** Tells that Aiya has stopped asking after three noes, with the button that lets her ask again; otherwise nothing. */
export function PausedBanner() {
  const { agents } = useAgentTransfers()
  return agents?.askingPaused && !agents.frozenAt ? <Paused /> : null
}

function Paused() {
  const { sending, send } = useAgentTransfersChange('Aiya may not ask yet')
  const handOver = useHandOverFocus(FREEZE)
  const resume = () => {
    handOver()
    void send(`${AGENT_TRANSFERS}/resume`)
  }
  return (
    <Alert role="region" aria-label="Aiya has stopped asking" title="Aiya has stopped asking" color="blue" radius="lg">
      <Group justify="space-between" gap="sm">
        <Text size="sm" flex="1 1 16rem">
          You said no three times in a row, so Aiya rings your phone for nothing more. She still looks things up.
        </Text>
        <BusyButton variant="default" size="sm" busy={sending} onClick={resume}>
          Let Aiya ask again
        </BusyButton>
      </Group>
    </Alert>
  )
}
