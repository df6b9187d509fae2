'use client'

import { Group, Stack, Switch, Text, TextInput } from '@mantine/core'
import { type FormEvent, useEffect, useState } from 'react'
import { ApiProblem, callBank } from '@/app/_ui/api'
import { BusyButton } from '@/app/_ui/busy-button'
import { Form } from '@/app/_ui/form'
import { tell } from '@/app/_ui/notices'
import { failureOf, memberWords } from '@/app/_ui/problem-words'
import { useSpeech } from '@/app/_ui/spoken'
import { amountWords, readTyped, written } from '@/app/_ui/typed-amount'
import type { Words } from '@/app/_words/dictionary'
import type { Speech } from '@/app/_words/speech'
import { parseAmount, toDecimal } from '@/lib/ledger/amounts/money'
import type { ShownConfirmation } from '@/lib/ledger/confirmation'
import type { ConfirmationState } from './confirmation-card'

interface ConfirmationFormProps {
  now: ShownConfirmation
  update: (now: ConfirmationState) => void
}

/** What the customer wants to be asked about: an amount in each currency of theirs, and first payments. */
export function ConfirmationForm({ now, update }: ConfirmationFormProps) {
  const { words: all, say } = useSpeech()
  const { confirmation: words } = all.profile
  const { texts, errors, firstPayments, setText, setFirstPayments, saving, saved, save } = useConfirmationForm(
    now,
    update,
  )
  return (
    <Form onSubmit={save} noValidate>
      <Stack gap="md">
        {now.amounts.map(({ currency }) => (
          <TextInput
            key={currency}
            label={say(words.above, { currency })}
            placeholder={words.noAmount}
            description={words.hint}
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
          label={words.firstPayments}
          checked={firstPayments}
          onChange={(event) => setFirstPayments(event.currentTarget.checked)}
        />
        <Group gap="sm">
          <BusyButton type="submit" variant="default" busy={saving}>
            {words.save}
          </BusyButton>
          <Text size="sm" c="dimmed" role="status">
            {saved && words.saved}
          </Text>
        </Group>
      </Stack>
    </Form>
  )
}

function useConfirmationForm(now: ShownConfirmation, update: ConfirmationFormProps['update']) {
  const speech = useSpeech()
  const { words } = speech
  const [texts, setTexts] = useState(() => textsOf(now, speech))
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [firstPayments, setFirstPayments] = useState(now.firstPayments)
  const [saving, setSaving] = useState(false)
  const [saved, setSaved] = useState(false)
  const inForce = JSON.stringify([now.amounts, now.firstPayments])
  // biome-ignore lint/correctness/useExhaustiveDependencies: each reading brings another object, and mostly the same settings
  useEffect(() => {
    setTexts(textsOf(now, speech))
    setFirstPayments(now.firstPayments)
  }, [inForce, speech])

  const save = async (event: FormEvent) => {
    event.preventDefault()
    if (saving) return
    const read = now.amounts.map(({ currency }) => ({ currency, ...amountIn(texts[currency] ?? '', currency, speech) }))
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
      setTexts(textsOf(state, speech))
      setFirstPayments(state.firstPayments)
      update(state)
    } catch (error) {
      const refused = error instanceof ApiProblem ? fieldErrors(error, now, words) : {}
      setErrors(refused)
      if (Object.keys(refused).length === 0) tell(failureOf(error, words.profile.confirmation.notSaved, words))
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

/** Amounts as the page writes them. */
function textsOf({ amounts }: ShownConfirmation, speech: Speech): Record<string, string> {
  const texts = amounts.map(({ currency, above }) => {
    const minor = above === null ? null : parseAmount(above, currency)
    return [currency, minor === null ? '' : written(minor, currency, speech)]
  })
  return Object.fromEntries(texts)
}

/** What the text means: nothing written asks for no amount, and nought for every one. */
function amountIn(text: string, currency: string, speech: Speech): { above: string | null; message?: string } {
  if (text.trim() === '') return { above: null }
  const reading = readTyped(text, currency, speech)
  if (reading.kind === 'exact') return { above: toDecimal(reading.amountMinor, currency) }
  if (reading.kind === 'problem' && reading.problem === 'not_positive') return { above: toDecimal(0n, currency) }
  return { above: null, message: amountWords(reading, currency, speech) }
}

/** The bank's words by currency: `amounts.0.above` is about the first. */
function fieldErrors({ errors }: ApiProblem, { amounts }: ShownConfirmation, words: Words): Record<string, string> {
  const placed = errors.flatMap(({ member, message }) => {
    const currency = amounts[Number(/^amounts\.(\d+)\./.exec(member)?.[1])]?.currency
    return currency ? [[currency, memberWords(message, words)] as const] : []
  })
  return Object.fromEntries(placed)
}

function isSame(state: ShownConfirmation, wanted: ShownConfirmation): boolean {
  const above = (currency: string) => state.amounts.find((each) => each.currency === currency)?.above ?? null
  return (
    state.firstPayments === wanted.firstPayments && wanted.amounts.every((each) => above(each.currency) === each.above)
  )
}
