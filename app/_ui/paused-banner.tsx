'use client'

import { Alert, Group, Text } from '@mantine/core'
import { useAgentTransfers, useAgentTransfersChange } from './asking'
import { BusyButton } from './busy-button'
import { FREEZE } from './freeze-button'
import { useHandOverFocus } from './hand-over-focus'
import { AGENT_TRANSFERS } from './paths'
import { useWords } from './spoken'

/** Tells that Aiya has stopped asking after three noes, with the button that lets her ask again; otherwise nothing. */
export function PausedBanner() {
  const { agents } = useAgentTransfers()
  return agents?.askingPaused && !agents.frozenAt ? <Paused /> : null
}

function Paused() {
  const { agents: words } = useWords()
  const { sending, send } = useAgentTransfersChange(words.notResumed)
  const handOver = useHandOverFocus(FREEZE)
  const resume = () => {
    handOver()
    void send(`${AGENT_TRANSFERS}/resume`)
  }
  return (
    <Alert role="region" aria-label={words.paused} title={words.paused} color="blue" radius="lg">
      <Group justify="space-between" gap="sm">
        <Text size="sm" flex="1 1 16rem">
          {words.pausedText}
        </Text>
        <BusyButton variant="default" size="sm" busy={sending} onClick={resume}>
          {words.resume}
        </BusyButton>
      </Group>
    </Alert>
  )
}
