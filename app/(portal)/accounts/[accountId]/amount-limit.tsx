'use client'

import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { toDecimal } from '@/lib/ledger/amounts/money'
import { localDecimal } from '@/lib/ledger/amounts/number-locale'
import { readAmount } from '@/lib/ledger/amounts/read-amount'
import { browserLocale } from '../../transfer/browser-locale'

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
    const reading = readAmount(typed, currency, browserLocale())
    if (reading.kind === 'exact') change(toDecimal(reading.amountMinor, currency))
    else setProblem(reading.message)
  }
  return (
    <TextInput
      label={label}
      inputMode="decimal"
      autoComplete="off"
      placeholder={localDecimal(0n, currency, browserLocale())}
      classNames={{ input: 'tabular' }}
      value={typed}
      onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      onBlur={read}
      onKeyDown={({ key }) => key === 'Enter' && read()}
      error={problem ?? error}
    />
  )
}
