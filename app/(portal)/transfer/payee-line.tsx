'use client'

import { ActionIcon, Avatar, Box, Group, Stack, Text } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useState } from 'react'
import { ForeignText } from '@/app/_ui/foreign-text'
import { useHandOverFocus } from '@/app/_ui/hand-over-focus'
import { initialsOf } from '@/app/_ui/initials-of'
import { useSpeech } from '@/app/_ui/spoken'
import { useWhenNeeded } from '@/app/_ui/use-when-needed'
import type { Payee } from '@/lib/ledger/payees/list-payees'
import { nameOf } from './account-choices'

const load = () => import('./change-payee').then(({ ChangePayee }) => ChangePayee)

/** A payee, with the way to call them otherwise or to forget them. */
export function PayeeLine({ payee, reload }: { payee: Payee; reload: () => void }) {
  const { name, nickname, mask } = payee
  const { words, say } = useSpeech()
  const [changing, setChanging] = useState(false)
  const [ChangePayee, need] = useWhenNeeded(load)
  // The button takes the focus back from the form that it opened.
  const [closed, setClosed] = useState(false)
  const handOver = useHandOverFocus('payees')
  const close = () => {
    setChanging(false)
    setClosed(true)
    reload()
  }
  // The line goes away with the next reading of the list, and its focus with it.
  const leave = () => {
    handOver()
    reload()
  }
  return (
    <Stack component="li" gap="xs">
      <Group wrap="nowrap" gap="sm">
        <Avatar color="pine" radius="xl" aria-hidden>
          {initialsOf(name)}
        </Avatar>
        <Box miw={0} flex={1}>
          <Text size="sm" fw={600}>
            <ForeignText>{nickname ?? name}</ForeignText>
          </Text>
          <Text size="sm" c="dimmed">
            {nickname ? <ForeignText>{nameOf(payee)}</ForeignText> : mask}
          </Text>
        </Box>
        {!changing && (
          <ActionIcon
            variant="default"
            size={34}
            aria-label={say(words.transfer.payees.change, { name: nameOf({ name: nickname ?? name, mask }) })}
            autoFocus={closed}
            onClick={() => void need().then(setChanging)}
          >
            <IconPencil size={16} aria-hidden />
          </ActionIcon>
        )}
      </Group>
      {changing && ChangePayee && <ChangePayee payee={payee} close={close} leave={leave} />}
    </Stack>
  )
}
