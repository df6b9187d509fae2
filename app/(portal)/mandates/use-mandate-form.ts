'use client'

import { useForm } from '@mantine/form'
import { useState } from 'react'
import { ApiProblem, callBank } from '@/app/_ui/api'
import { tell } from '@/app/_ui/notices'
import { failureOf, memberWords } from '@/app/_ui/problem-words'
import { useSpeech } from '@/app/_ui/spoken'
import { amountWords, readTyped } from '@/app/_ui/typed-amount'
import type { Words } from '@/app/_words/dictionary'
import type { Speech } from '@/app/_words/speech'
import type { Account } from '@/lib/ledger/accounts/account'
import { toDecimal } from '@/lib/ledger/amounts/money'

const EMPTY = {
  agent: 'aiya',
  fromAccountId: '',
  toAccountIds: [] as string[],
  maxPerTransfer: '',
  maxPerPeriod: '',
  period: 'week',
  validUntil: '',
}
type Values = typeof EMPTY

/** The form of a new mandate; the bank's own words about a member stand at its field. */
export function useMandateForm(accounts: Account[], onAsked: () => void) {
  const [asking, setAsking] = useState(false)
  const speech = useSpeech()
  const { words } = speech
  const [asked, setAsked] = useState(false)
  const form = useForm<Values>({
    initialValues: EMPTY,
    validate: (values) => missing(values, words),
    onValuesChange: () => setAsked(false),
  })
  const from = accounts.find(({ id }) => id === form.values.fromAccountId)

  const send = async (values: Values) => {
    if (asking || !from) return
    const { currency } = from
    const { amounts, wrong } = amountsIn(values, currency, speech)
    form.setErrors(wrong)
    if (Object.keys(wrong).length > 0) return
    setAsking(true)
    try {
      await callBank('POST', '/api/mandates', {
        ...values,
        ...amounts,
        currency,
        validUntil: endOfDay(values.validUntil),
      })
      form.reset()
      setAsked(true)
    } catch (error) {
      const refused = error instanceof ApiProblem ? fieldErrors(error, words) : {}
      form.setErrors(refused)
      if (Object.keys(refused).length === 0) tell(failureOf(error, words.mandates.form.notAsked, words))
    } finally {
      setAsking(false)
      onAsked()
    }
  }
  return { form, from, asking, asked, ask: form.onSubmit((values) => void send(values)) }
}

function missing(values: Values, { mandates }: Words): Record<string, string | null> {
  const { missing: words } = mandates.form
  const need = (value: string | string[], asked: string) => (value.length > 0 ? null : asked)
  return {
    fromAccountId: need(values.fromAccountId, words.fromAccountId),
    toAccountIds: need(values.toAccountIds, words.toAccountIds),
    maxPerTransfer: need(values.maxPerTransfer.trim(), words.maxPerTransfer),
    maxPerPeriod: need(values.maxPerPeriod.trim(), words.maxPerPeriod),
    validUntil: need(values.validUntil, words.validUntil),
  }
}

/** Both amounts in the API's spelling, and what is wrong with each. */
function amountsIn(values: Values, currency: string, speech: Speech) {
  const [once, all] = [
    amountIn(values.maxPerTransfer, currency, speech),
    amountIn(values.maxPerPeriod, currency, speech),
  ]
  const wrong = [['maxPerTransfer', once.message] as const, ['maxPerPeriod', all.message] as const].filter(
    ([, message]) => message,
  )
  return { amounts: { maxPerTransfer: once.amount, maxPerPeriod: all.amount }, wrong: Object.fromEntries(wrong) }
}

function amountIn(text: string, currency: string, speech: Speech): { amount?: string; message?: string } {
  const reading = readTyped(text, currency, speech)
  if (reading.kind === 'exact') return { amount: toDecimal(reading.amountMinor, currency) }
  return { message: amountWords(reading, currency, speech) }
}

/** The last moment of that day where the customer is. */
function endOfDay(date: string): string {
  return new Date(`${date}T23:59:59.999`).toISOString()
}

/** The bank's words by member; those that no field has are shown as a notice. */
function fieldErrors({ errors }: ApiProblem, words: Words): Record<string, string> {
  const known = errors.map(({ member, message }) => [member.split('.')[0] ?? '', memberWords(message, words)] as const)
  return Object.fromEntries(known.filter(([member]) => member in EMPTY))
}
