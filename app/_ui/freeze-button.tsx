'use client'

import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconSnowflake } from '@tabler/icons-react'
import { useState } from 'react'
import { useAgentTransfers, useAgentTransfersChange } from './asking'
import { BusyButton } from './busy-button'
import { FROZEN_BANNER } from './frozen-banner'
import { useHandOverFocus } from './hand-over-focus'
import { useLocalPhonePage } from './local-phone'
import { AGENT_TRANSFERS } from './paths'
import { useWords } from './spoken'
import { useWhenNeeded } from './use-when-needed'

const load = () => import('./freeze-dialog').then(({ FreezeDialog }) => FreezeDialog)

/** The button that freezes agents, after a question; nothing where they are frozen already. */
export function FreezeButton() {
  const { agents } = useAgentTransfers()
  return agents && !agents.frozenAt ? <Freeze /> : null
}

function Freeze() {
  const { agents: words } = useWords()
  const [asking, { open, close }] = useDisclosure()
  const [Dialog, need] = useWhenNeeded(load)
  const { sending, send } = useAgentTransfersChange(words.notFrozen)
  const handOver = useHandOverFocus(FROZEN_BANNER)
  const freeze = () => {
    handOver()
    void send(`${AGENT_TRANSFERS}/freeze`).then(close)
  }
  return (
    <>
      <Button
        id={FREEZE}
        variant="default"
        leftSection={<IconSnowflake size={18} aria-hidden />}
        onClick={() => void need().then((isThere) => isThere && open())}
      >
        {words.freeze}
      </Button>
      {Dialog && <Dialog opened={asking} busy={sending} onClose={close} onFreeze={freeze} />}
    </>
  )
}

/** The button's id, for the focus to return to after a thaw. */
export const FREEZE = 'freeze'

/** The button that thaws agents, after a fresh sign-in that leads back to `page`; or the way to the phone, which asks for the passkey. */
export function ThawButton({ page }: { page: string }) {
  const { agents: words } = useWords()
  const { agents } = useAgentTransfers()
  if (!agents?.frozenAt) return null
  if (agents.mayThaw) return <Thaw />
  const again = `/auth/login?prompt=login&max_age=0&returnTo=${encodeURIComponent(page)}`
  return (
    <Button component="a" href={again} variant="default">
      {words.signInToThaw}
    </Button>
  )
}

function Thaw() {
  const devices = useLocalPhonePage('/devices')
  const { agents: words } = useWords()
  const [onPhone, setOnPhone] = useState(false)
  const { sending, send } = useAgentTransfersChange(words.notThawed)
  const handOver = useHandOverFocus(FREEZE)
  const thaw = () => {
    handOver()
    void send(`${AGENT_TRANSFERS}/thaw`).then((refused) => setOnPhone(refused === 'passkey_needed'))
  }
  if (onPhone && devices)
    return (
      <Button component="a" href={devices} target="_blank" rel="noopener noreferrer">
        {words.thawOnPhone}
      </Button>
    )
  return (
    <BusyButton busy={sending} onClick={thaw}>
      {words.thaw}
    </BusyButton>
  )
}
