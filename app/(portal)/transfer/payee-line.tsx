'use client'

import { ActionIcon, Avatar, Box, Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { ApiProblem, callBank } from '@/app/_ui/api'
import { BusyButton } from '@/app/_ui/busy-button'
import { ForeignText } from '@/app/_ui/foreign-text'
import { Form } from '@/app/_ui/form'
import { useHandOverFocus } from '@/app/_ui/hand-over-focus'
import { initialsOf } from '@/app/_ui/initials-of'
import { failureOf, memberWords } from '@/app/_ui/problem-words'
import { useSpeech } from '@/app/_ui/spoken'
import type { Payee } from '@/lib/ledger/payees/list-payees'
import { nameOf } from './account-choices'

/** A payee, with the way to call them otherwise or to forget them. */
export function PayeeLine({ payee, reload }: { payee: Payee; reload: () => void }) {
  const { name, nickname, mask } = payee
  const { words, say } = useSpeech()
  const [changing, setChanging] = useState(false)
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
            onClick={() => setChanging(true)}
          >
            <IconPencil size={16} aria-hidden />
          </ActionIcon>
        )}
      </Group>
      {changing && <ChangePayee payee={payee} close={close} leave={leave} />}
    </Stack>
  )
}

interface ChangePayeeProps {
  payee: Payee
  close: () => void
  /** Called once the payee is forgotten. */
  leave: () => void
}

function ChangePayee({ payee: { id, nickname }, close, leave }: ChangePayeeProps) {
  const { words, say } = useSpeech()
  const { payees } = words.transfer
  const [typed, setTyped] = useState(nickname ?? '')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const send = async (method: 'PATCH' | 'DELETE', body?: object) => {
    setBusy(true)
    setProblem(null)
    try {
      await callBank(method, `/api/payees/${id}`, body)
      method === 'DELETE' ? leave() : close()
    } catch (error) {
      const { title, message } = failureOf(error, payees.notChanged, words)
      setProblem(
        (error instanceof ApiProblem && error.errors[0] && memberWords(error.errors[0].message, words)) ||
          say(payees.problem, { title, message }),
      )
      setBusy(false)
    }
  }
  const save = (event: FormEvent) => {
    event.preventDefault()
    if (!busy) void send('PATCH', { nickname: typed })
  }
  return (
    <Form onSubmit={save} noValidate>
      <Stack gap="xs">
        <TextInput
          label={payees.newNickname}
          autoComplete="off"
          autoFocus
          value={typed}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
          error={problem}
        />
        <Group gap="xs">
          <BusyButton type="submit" size="xs" busy={busy}>
            {payees.save}
          </BusyButton>
          <BusyButton variant="default" size="xs" busy={busy} onClick={() => void send('DELETE')}>
            {payees.delete}
          </BusyButton>
          <Button variant="subtle" size="xs" onClick={close}>
            {words.frame.actions.cancel}
          </Button>
        </Group>
      </Stack>
    </Form>
  )
}
