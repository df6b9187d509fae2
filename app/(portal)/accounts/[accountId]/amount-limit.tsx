'use client'

import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { useSpeech } from '@/app/_ui/spoken'
import { amountWords, readTyped, written } from '@/app/_ui/typed-amount'
import { toDecimal } from '@/lib/ledger/amounts/money'

interface AmountLimitProps {
  label: string
  currency: string
  /** A decimal string. */
  value: string | undefined
  change: (value: string) => void
  error: string | undefined
}

/** The least or the most that a line may have moved. It is read when the field is left, or by Enter. */
export function AmountLimit({ label, currency, value, change, error }: AmountLimitProps) {
  const speech = useSpeech()
  const [typed, setTyped] = useState(value ?? '')
  const [problem, setProblem] = useState<string | null>(null)
  const [shown, setShown] = useState(value)
  if (shown !== value) {
    setShown(value)
    if (value === undefined) setTyped('')
  }
  const read = () => {
    setProblem(null)
    if (typed.trim() === '') return change('')
    const reading = readTyped(typed, currency, speech)
    if (reading.kind === 'exact') change(toDecimal(reading.amountMinor, currency))
    else setProblem(amountWords(reading, currency, speech))
  }
  return (
    <TextInput
      label={label}
      inputMode="decimal"
      autoComplete="off"
      placeholder={written(0n, currency, speech)}
      classNames={{ input: 'tabular' }}
      value={typed}
      onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      onBlur={read}
      onKeyDown={({ key }) => key === 'Enter' && read()}
      error={problem ?? error}
    />
  )
}
