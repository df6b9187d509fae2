'use client'

import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import type { FocusEvent } from 'react'
import { useSpeech } from '@/app/_ui/spoken'
import { amountWords, written } from '@/app/_ui/typed-amount'
import { limitsOf } from './limit-lines'
import { amountIn } from './transfer-values'
import type { OrderForm } from './use-order-form'

/** The amount, what may be moved, and what to do about an amount that is too much or can mean two things. */
export function AmountField({ order }: { order: OrderForm }) {
  const speech = useSpeech()
  const { words, say, money } = speech
  const { form, from, limit, refusedBecause, sending, setAmount } = order
  const currency = from?.currency ?? 'USD'
  const reading = amountIn(form.values, currency, speech)
  const isAsked = reading.kind === 'ambiguous' && Boolean(form.errors.amount)
  const lacksFunds = from && refusedBecause === 'insufficient_funds'

  const leave = (event: FocusEvent<HTMLInputElement>) => {
    form.getInputProps('amount').onBlur?.(event)
    if (reading.kind === 'exact') return setAmount(reading.amountMinor)
    // Words under the field move what is below it: not while the button there is being pressed.
    const next = event.relatedTarget
    const isSubmit = next instanceof HTMLButtonElement && next.type === 'submit'
    if (next && !isSubmit && form.values.amount.trim() !== '')
      form.setFieldError('amount', amountWords(reading, currency, speech))
  }
  const choose = (amountMinor: bigint) => {
    order.clear()
    setAmount(amountMinor)
    form.getInputNode('amount')?.focus()
  }

  return (
    <Stack gap={6}>
      <TextInput
        {...form.getInputProps('amount')}
        onBlur={leave}
        error={
          form.errors.amount ?? (lacksFunds && say(words.transfer.youHave, { money: money(from.available, currency) }))
        }
        description={limit && limitsOf(limit, speech)}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        label={words.transfer.amount}
        aria-required
        size="md"
        inputMode="decimal"
        autoComplete="off"
        placeholder={written(0n, currency, speech)}
        readOnly={sending}
        classNames={{ input: 'tabular' }}
        leftSection={
          <Text size="sm" c="dimmed" aria-hidden>
            {from?.currency}
          </Text>
        }
        leftSectionWidth={56}
      />
      {isAsked && (
        <Group role="group" aria-label={words.transfer.whatDoYouMean} gap="xs">
          {reading.readings.map((minor) => (
            <Button key={String(minor)} variant="default" size="sm" className="tabular" onClick={() => choose(minor)}>
              {written(minor, currency, speech)} {currency}
            </Button>
          ))}
        </Group>
      )}
      {lacksFunds && order.availableMinor > 0n && (
        <Button
          variant="default"
          size="sm"
          style={{ alignSelf: 'flex-start' }}
          onClick={() => choose(order.availableMinor)}
        >
          {words.transfer.useAll}
        </Button>
      )}
    </Stack>
  )
}
