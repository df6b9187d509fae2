'use client'

import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { type FormEvent, useState } from 'react'
import { ApiProblem, callBank, isWorthRetrying } from '@/app/_ui/api'
import { BusyButton } from '@/app/_ui/busy-button'
import type { Payee } from '@/lib/ledger/payees/list-payees'
import { useHolder } from './use-holder'

/** Asks for a number, shows whose it is, and only then lets it be saved. */
export function AddPayeeForm({ done }: { done: (payee: Payee | null) => void }) {
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
      form.setErrors(errorsOf(failure))
      setSaving(false)
    }
  }

  return (
    <form onSubmit={save} noValidate>
      <Stack gap="sm">
        <TextInput
          {...form.getInputProps('accountNumber')}
          label="Account number"
          size="md"
          inputMode="numeric"
          autoComplete="off"
          data-autofocus
          autoFocus
          classNames={{ input: 'tabular' }}
          error={form.errors.accountNumber ?? (error && wordsFor(error))}
        />
        {error && isWorthRetrying(error) && (
          <BusyButton variant="default" size="sm" busy={asking} onClick={askAgain} style={{ alignSelf: 'flex-start' }}>
            Try again
          </BusyButton>
        )}
        <TextInput
          {...form.getInputProps('nickname')}
          label="Nickname"
          size="md"
          autoComplete="off"
          description="Only you see it. You may leave it empty."
          inputWrapperOrder={['label', 'input', 'description', 'error']}
        />
        <Text size="sm" aria-live="polite" c={found ? undefined : 'dimmed'}>
          {found ? <Holder {...found} /> : 'The account holder’s name appears here before you save.'}
        </Text>
        <Group grow gap="sm">
          <Button variant="default" onClick={() => done(null)}>
            Cancel
          </Button>
          <BusyButton type="submit" disabled={!ready} busy={saving}>
            Add payee
          </BusyButton>
        </Group>
      </Stack>
    </form>
  )
}

function Holder({ holder, payee }: { holder: { name: string; mask: string }; payee: Payee | null }) {
  return (
    <>
      This is the account of{' '}
      <Text component="bdi" inherit fw={650}>
        {holder.name}
      </Text>{' '}
      {holder.mask}.{payee && ' You have saved it already.'}
    </>
  )
}

/** The failure beside the fields that it is about; what is about none stands at the number. */
function errorsOf(failure: unknown): Record<string, string> {
  const errors = failure instanceof ApiProblem ? failure.errors : []
  if (errors.length === 0) return { accountNumber: wordsFor(failure) }
  return Object.fromEntries(errors.map(({ member, message }) => [member, message]))
}

function wordsFor(error: unknown): string {
  if (!(error instanceof ApiProblem)) return 'The bank cannot be reached. Please try again.'
  if (error.code === 'account_not_found') return 'No account has this number. Check every digit.'
  return error.errors[0]?.message ?? error.detail ?? error.title
}
