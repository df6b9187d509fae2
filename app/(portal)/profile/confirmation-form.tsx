'use client'

import { Group, Stack, Switch, Text, TextInput } from '@mantine/core'
import { type FormEvent, useEffect, useState } from 'react'
import { ApiProblem, callBank, failureOf } from '@/app/_ui/api'
import { BusyButton } from '@/app/_ui/busy-button'
import { tell } from '@/app/_ui/notices'
import { parseAmount, toDecimal } from '@/lib/ledger/amounts/money'
import { localDecimal } from '@/lib/ledger/amounts/number-locale'
import { readAmount } from '@/lib/ledger/amounts/read-amount'
import type { ShownConfirmation } from '@/lib/ledger/confirmation'
import { browserLocale } from '../transfer/browser-locale'
import type { ConfirmationState } from './confirmation-card'

interface ConfirmationFormProps {
  now: ShownConfirmation
  update: (now: ConfirmationState) => void
}

/** What the customer wants to be asked about: an amount in each currency of theirs, and first payments. */
export function ConfirmationForm({ now, update }: ConfirmationFormProps) {
  const { texts, errors, firstPayments, setText, setFirstPayments, saving, saved, save } = useConfirmationForm(
    now,
    update,
  )
  return (
    <form onSubmit={save} noValidate>
      <Stack gap="md">
        {now.amounts.map(({ currency }) => (
          <TextInput
            key={currency}
            label={`Transfers above, in ${currency}`}
            placeholder="No amount"
            description="Empty: no amount asks. 0: every transfer."
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            value={texts[currency] ?? ''}
            error={errors[currency]}
            onChange={(event) => setText(currency, event.currentTarget.value)}
            inputMode="decimal"
            autoComplete="off"
            readOnly={saving}
            classNames={{ input: 'tabular' }}
            leftSection={
              <Text size="sm" c="dimmed" aria-hidden>
                {currency}
              </Text>
            }
            leftSectionWidth={56}
          />
        ))}
        <Switch
          label="The first payment to a payee"
          checked={firstPayments}
          onChange={(event) => setFirstPayments(event.currentTarget.checked)}
        />
        <Group gap="sm">
          <BusyButton type="submit" variant="default" busy={saving}>
            Save
          </BusyButton>
          <Text size="sm" c="dimmed" role="status">
            {saved && 'Saved. It holds from now on.'}
          </Text>
        </Group>
      </Stack>
    </form>
  )
}

function useConfirmationForm(now: ShownConfirmation, update: ConfirmationFormProps['update']) {
  const [texts, setTexts] = useState(() => textsOf(now))
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [firstPayments, setFirstPayments] = useState(now.firstPayments)
  const [saving, setSaving] = useState(false)
  const [saved, setSaved] = useState(false)
  const inForce = JSON.stringify([now.amounts, now.firstPayments])
  // biome-ignore lint/correctness/useExhaustiveDependencies: each reading brings another object, and mostly the same settings
  useEffect(() => {
    setTexts(textsOf(now))
    setFirstPayments(now.firstPayments)
  }, [inForce])

  const save = async (event: FormEvent) => {
    event.preventDefault()
    if (saving) return
    const read = now.amounts.map(({ currency }) => ({ currency, ...amountIn(texts[currency] ?? '', currency) }))
    const wrong = read.flatMap(({ currency, message }) => (message ? [[currency, message] as const] : []))
    setErrors(Object.fromEntries(wrong))
    setSaved(false)
    if (wrong.length > 0) return
    setSaving(true)
    try {
      const amounts = read.map(({ currency, above }) => ({ currency, above }))
      const state = await callBank<ConfirmationState>('PUT', '/api/confirmation', { amounts, firstPayments })
      setSaved(isSame(state, { amounts, firstPayments }))
      // What waits for the phone is told above; the form shows what holds.
      setTexts(textsOf(state))
      setFirstPayments(state.firstPayments)
      update(state)
    } catch (error) {
      const refused = error instanceof ApiProblem ? fieldErrors(error, now) : {}
      setErrors(refused)
      if (Object.keys(refused).length === 0) tell(failureOf(error, 'Not saved'))
    } finally {
      setSaving(false)
    }
  }
  const setText = (currency: string, text: string) => {
    setSaved(false)
    setTexts((before) => ({ ...before, [currency]: text }))
  }
  return { texts, errors, firstPayments, setText, setFirstPayments, saving, saved, save }
}

/** Amounts as the browser's place writes them. */
function textsOf({ amounts }: ShownConfirmation): Record<string, string> {
  const written = amounts.map(({ currency, above }) => {
    const minor = above === null ? null : parseAmount(above, currency)
    return [currency, minor === null ? '' : localDecimal(minor, currency, browserLocale())]
  })
  return Object.fromEntries(written)
}

/** What the text means: nothing written asks for no amount, and nought for every one. */
function amountIn(text: string, currency: string): { above: string | null; message?: string } {
  if (text.trim() === '') return { above: null }
  const reading = readAmount(text, currency, browserLocale())
  if (reading.kind === 'exact') return { above: toDecimal(reading.amountMinor, currency) }
  if (reading.kind === 'problem' && reading.problem === 'not_positive') return { above: toDecimal(0n, currency) }
  return { above: null, message: reading.message }
}

/** The bank's words by currency: `amounts.0.above` is about the first. */
function fieldErrors({ errors }: ApiProblem, { amounts }: ShownConfirmation): Record<string, string> {
  const placed = errors.flatMap(({ member, message }) => {
    const currency = amounts[Number(/^amounts\.(\d+)\./.exec(member)?.[1])]?.currency
    return currency ? [[currency, message] as const] : []
  })
  return Object.fromEntries(placed)
}

function isSame(state: ShownConfirmation, wanted: ShownConfirmation): boolean {
  const above = (currency: string) => state.amounts.find((each) => each.currency === currency)?.above ?? null
  return (
    state.firstPayments === wanted.firstPayments && wanted.amounts.every((each) => above(each.currency) === each.above)
  )
}
