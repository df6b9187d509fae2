'use client'

import { useForm } from '@mantine/form'
import { useState } from 'react'
import { ApiProblem, callBank, failureOf } from '@/app/_ui/api'
import { tell } from '@/app/_ui/notices'
import type { Account } from '@/lib/ledger/accounts/account'
import { toDecimal } from '@/lib/ledger/amounts/money'
import { readAmount } from '@/lib/ledger/amounts/read-amount'
import { browserLocale } from '../transfer/browser-locale'

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
  const [asked, setAsked] = useState(false)
  const form = useForm<Values>({
    initialValues: EMPTY,
    validate: (values) => missing(values),
    onValuesChange: () => setAsked(false),
  })
  const from = accounts.find(({ id }) => id === form.values.fromAccountId)

  const send = async (values: Values) => {
    if (asking || !from) return
    const { currency } = from
    const { amounts, wrong } = amountsIn(values, currency)
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
      const refused = error instanceof ApiProblem ? fieldErrors(error) : {}
      form.setErrors(refused)
      if (Object.keys(refused).length === 0) tell(failureOf(error, 'Not asked'))
    } finally {
      setAsking(false)
      onAsked()
    }
  }
  return { form, from, asking, asked, ask: form.onSubmit((values) => void send(values)) }
}

function missing(values: Values): Record<string, string | null> {
  const need = (value: string | string[], words: string) => (value.length > 0 ? null : words)
  return {
    fromAccountId: need(values.fromAccountId, 'Choose the account to pay from'),
    toAccountIds: need(values.toAccountIds, 'Choose at least one account'),
    maxPerTransfer: need(values.maxPerTransfer.trim(), 'Say how much at once'),
    maxPerPeriod: need(values.maxPerPeriod.trim(), 'Say how much in all'),
    validUntil: need(values.validUntil, 'Say until when'),
  }
}

/** Both amounts in the API's spelling, and what is wrong with each. */
function amountsIn(values: Values, currency: string) {
  const [once, all] = [amountIn(values.maxPerTransfer, currency), amountIn(values.maxPerPeriod, currency)]
  const wrong = [['maxPerTransfer', once.message] as const, ['maxPerPeriod', all.message] as const].filter(
    ([, message]) => message,
  )
  return { amounts: { maxPerTransfer: once.amount, maxPerPeriod: all.amount }, wrong: Object.fromEntries(wrong) }
}

function amountIn(text: string, currency: string): { amount?: string; message?: string } {
  const reading = readAmount(text, currency, browserLocale())
  return reading.kind === 'exact' ? { amount: toDecimal(reading.amountMinor, currency) } : { message: reading.message }
}

/** The last moment of that day where the customer is. */
function endOfDay(date: string): string {
  return new Date(`${date}T23:59:59.999`).toISOString()
}

/** The bank's words by member; those that no field has are shown as a notice. */
function fieldErrors({ errors }: ApiProblem): Record<string, string> {
  const known = errors.map(({ member, message }) => [member.split('.')[0] ?? '', message] as const)
  return Object.fromEntries(known.filter(([member]) => member in EMPTY))
}
