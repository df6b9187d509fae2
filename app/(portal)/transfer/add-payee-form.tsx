'use client'

import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { type FormEvent, useState } from 'react'
import { ApiProblem, callBank, isWorthRetrying } from '@/app/_ui/api'
import { BusyButton } from '@/app/_ui/busy-button'
import { Form } from '@/app/_ui/form'
import { detailOf, memberWords, titleOf } from '@/app/_ui/problem-words'
import { useSpeech, useWords } from '@/app/_ui/spoken'
import type { Words } from '@/app/_words/dictionary'
import type { Payee } from '@/lib/ledger/payees/list-payees'
import { useHolder } from './use-holder'

/** Asks for a number, shows whose it is, and only then lets it be saved. */
export function AddPayeeForm({ done }: { done: (payee: Payee | null) => void }) {
  const words = useWords()
  const { payees } = words.transfer
  const form = useForm({ initialValues: { accountNumber: '', nickname: '' } })
  const { found, error, asking, askAgain } = useHolder(form.values.accountNumber)
  const [saving, setSaving] = useState(false)
  const ready = found !== undefined && found.payee === null

  const save = async (event: FormEvent) => {
    event.preventDefault()
    if (!ready || saving) return
    setSaving(true)
    try {
      done((await callBank<{ payee: Payee }>('POST', '/api/payees', form.values)).payee)
    } catch (failure) {
      form.setErrors(errorsOf(failure, words))
      setSaving(false)
    }
  }

  return (
    <Form onSubmit={save} noValidate>
      <Stack gap="sm">
        <TextInput
          {...form.getInputProps('accountNumber')}
          label={payees.number}
          size="md"
          inputMode="numeric"
          autoComplete="off"
          data-autofocus
          autoFocus
          classNames={{ input: 'tabular' }}
          error={form.errors.accountNumber ?? (error && wordsFor(error, words))}
        />
        {error && isWorthRetrying(error) && (
          <BusyButton variant="default" size="sm" busy={asking} onClick={askAgain} style={{ alignSelf: 'flex-start' }}>
            {words.frame.actions.tryAgain}
          </BusyButton>
        )}
        <TextInput
          {...form.getInputProps('nickname')}
          label={payees.nickname}
          size="md"
          autoComplete="off"
          description={payees.nicknameHint}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
        />
        <Text size="sm" aria-live="polite" c={found ? undefined : 'dimmed'}>
          {found ? <Holder {...found} /> : payees.holderHint}
        </Text>
        <Group grow gap="sm">
          <Button variant="default" onClick={() => done(null)}>
            {words.frame.actions.cancel}
          </Button>
          <BusyButton type="submit" disabled={!ready} busy={saving}>
            {words.frame.actions.addPayee}
          </BusyButton>
        </Group>
      </Stack>
    </Form>
  )
}

function Holder({ holder, payee }: { holder: { name: string; mask: string }; payee: Payee | null }) {
  const { words, rich } = useSpeech()
  const { holder: whose, savedAlready } = words.transfer.payees
  const name = (
    <>
      <Text component="bdi" inherit fw={650}>
        {holder.name}
      </Text>{' '}
      {holder.mask}
    </>
  )
  return (
    <>
      {rich(whose, { name })}
      {payee && <> {savedAlready}</>}
    </>
  )
}

/** The failure beside the fields that it is about; what is about none stands at the number. */
function errorsOf(failure: unknown, words: Words): Record<string, string> {
  const errors = failure instanceof ApiProblem ? failure.errors : []
  if (errors.length === 0) return { accountNumber: wordsFor(failure, words) }
  return Object.fromEntries(errors.map(({ member, message }) => [member, memberWords(message, words)]))
}

function wordsFor(error: unknown, words: Words): string {
  const { unreachable, notFound } = words.transfer.payees
  if (!(error instanceof ApiProblem)) return unreachable
  if (error.code === 'account_not_found') return notFound
  const [first] = error.errors
  return first ? memberWords(first.message, words) : (detailOf(error, words) ?? titleOf(error, words))
}
