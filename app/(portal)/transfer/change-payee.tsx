'use client'

import { Button, Group, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { ApiProblem, callBank } from '@/app/_ui/api'
import { BusyButton } from '@/app/_ui/busy-button'
import { Form } from '@/app/_ui/form'
import { failureOf, memberWords } from '@/app/_ui/problem-words'
import { useSpeech } from '@/app/_ui/spoken'
import type { Payee } from '@/lib/ledger/payees/list-payees'

interface ChangePayeeProps {
  payee: Payee
  close: () => void
  /** Called once the payee is forgotten. */
  leave: () => void
}

/** Calls a payee otherwise, or forgets them. */
export function ChangePayee({ payee: { id, nickname }, close, leave }: ChangePayeeProps) {
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
