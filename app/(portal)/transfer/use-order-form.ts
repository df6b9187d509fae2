'use client'

import { useEffect, useState } from 'react'
import type { MarkedPayee } from '@/app/_ui/use-bank'
import type { Account } from '@/lib/accounts/account'
import { toChoices } from './account-choices'
import { newOrder } from './new-order'
import type { PendingOrder } from './pending-order'
import { FIELD_OF } from './transfer-values'
import { useTransfer } from './use-transfer'
import { useTransferForm } from './use-transfer-form'

/** Who orders, and between which accounts. */
export interface Orderer {
  customerId: string
  accounts: Account[]
  payees: MarkedPayee[]
  preferredFrom: string | null
}

/** Makes orders of what the form holds, sends them one at a time, and brings the bank's words back to the fields. */
export function useOrderForm({ customerId, accounts, payees, preferredFrom }: Orderer) {
  const form = useTransferForm(accounts, preferredFrom)
  const { state, send, discard, clear } = useTransfer(customerId)
  const [heldUp, setHeldUp] = useState(false)

  // The order found again after a reload shows in the form what it is about.
  const kept = state.stage === 'done' && state.outcome.kind === 'unknown' ? state.order : null
  // biome-ignore lint/correctness/useExhaustiveDependencies: the form changes with every letter, the order does not
  useEffect(() => {
    if (kept) form.setValues(kept.values)
  }, [kept])

  const deliver = async (order: PendingOrder) => {
    setHeldUp(false)
    const outcome = await send(order)
    if (outcome?.kind === 'posted') {
      form.setValues({ amount: '', memo: '' })
      form.clearErrors()
    }
    if (outcome?.kind === 'refused') {
      for (const { member, message } of outcome.problem.errors) {
        const field = FIELD_OF[member]
        if (field) form.setFieldError(field, message)
      }
    }
  }
  const submit = form.onSubmit(
    (values) => {
      const order = newOrder(values, { customerId, accounts, payees })
      // While an order has no answer, the same one goes out under its own key, and no other goes out at all.
      if (kept) order?.body === kept.body ? void deliver(kept) : setHeldUp(true)
      else if (order) void deliver(order)
    },
    (errors) => {
      clear()
      form.getInputNode(Object.keys(errors)[0] ?? '')?.focus()
    },
  )
  const chooseTo = (id: string | null) => {
    clear()
    form.setFieldValue('to', id)
  }
  const chooseFrom = (id: string | null) => {
    clear()
    form.setFieldValue('from', id)
    const next = accounts.find((account) => account.id === id)
    const to = toChoices(accounts, payees, next).flatMap(({ items }) => items)
    if (!to.some(({ value, disabled }) => value === form.values.to && !disabled)) form.setFieldValue('to', null)
  }

  const from = accounts.find(({ id }) => id === form.values.from)
  return {
    form,
    from,
    chooseFrom,
    chooseTo,
    submit,
    clear,
    state,
    heldUp,
    retry: (order: PendingOrder) => void deliver(order),
    discard,
  }
}
