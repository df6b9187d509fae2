'use client'

import { useForm } from '@mantine/form'
import { useEffect, useState } from 'react'
import { useSpeech } from '@/app/_ui/spoken'
import { amountWords } from '@/app/_ui/typed-amount'
import { useLimits } from '@/app/_ui/use-bank'
import type { Speech } from '@/app/_words/speech'
import type { OrderAgain } from '@/lib/approvals/ask-again'
import type { MarkedPayee } from '@/lib/approvals/marked-payees'
import type { Account } from '@/lib/ledger/accounts/account'
import { parseAmount } from '@/lib/ledger/amounts/money'
import { MEMO_CHARACTERS_MAX } from '@/lib/platform/text/limits'
import { toChoices } from './account-choices'
import { newOrder, type PendingOrder } from './pending-order'
import { placeErrors } from './place-errors'
import { forgetDraft } from './transfer-draft'
import { amountIn, amountOf, type TransferValues } from './transfer-values'
import { useDraft } from './use-draft'
import { useTransfer } from './use-transfer'
import { valuesAgain } from './values-again'

/** Who orders, and between which accounts. */
export interface Orderer {
  customerId: string
  accounts: Account[]
  payees: MarkedPayee[]
  preferredFrom: string | null
  /** An order to ask for once more, which the form is filled in with. */
  again: OrderAgain | null
}

/** What the fields and the result of the transfer form work with. */
export type OrderForm = ReturnType<typeof useOrderForm>

/** Makes orders of what the form holds, sends them one at a time, and brings the bank's words back to the fields. */
export function useOrderForm({ customerId, accounts, payees, preferredFrom, again }: Orderer) {
  const speech = useSpeech()
  const { missing } = speech.words.transfer
  const form = useTransferForm(accounts, preferredFrom, speech)
  const draft = useDraft(customerId, form, speech, () => again && valuesAgain(again, accounts, payees, speech))
  const from = accounts.find(({ id }) => id === form.values.from)
  const { state, send, discard, clear, settle } = useTransfer(customerId)
  const { limits } = useLimits()
  const [heldUp, setHeldUp] = useState(false)

  // The order found again after a reload shows in the form what it is about.
  const kept = state.stage === 'done' && state.outcome.kind === 'unknown' ? state.order : null
  // biome-ignore lint/correctness/useExhaustiveDependencies: the form changes with every letter, the order does not
  useEffect(() => {
    if (kept) form.setValues(kept.values)
  }, [kept])

  const deliver = async (order: PendingOrder) => {
    setHeldUp(false)
    draft.forget()
    const outcome = await send(order)
    // What waits for the phone is on its way as well: pressed once more, the same values would be a second order.
    const isTaken = outcome?.kind === 'waiting' && outcome.approval?.status !== 'failed'
    if (outcome?.kind === 'posted' || isTaken) {
      form.setValues({ amount: '', meant: null, memo: '' })
      form.clearErrors()
    }
    if (outcome?.kind === 'refused') placeErrors(form, outcome.problem, speech)
  }
  const submit = form.onSubmit(
    (values) => {
      const order = newOrder(values, { customerId, accounts, payees, speech })
      // While an order has no answer, the same one goes out under its own key, and no other goes out at all.
      if (kept) order?.body === kept.body ? void deliver(kept) : setHeldUp(true)
      else if (order) void deliver(order)
      // An account of the form has meanwhile gone from the lists.
      else form.setErrors(from ? { to: missing.to } : { from: missing.from })
    },
    (errors) => {
      clear()
      form.getInputNode(Object.keys(errors)[0] ?? '')?.focus()
    },
  )
  /** Hands the order over to be made later; the form's fields are emptied once it is kept. */
  const submitLater = (keep: (order: PendingOrder) => Promise<boolean>) =>
    form.onSubmit(
      async (values) => {
        clear()
        const order = newOrder(values, { customerId, accounts, payees, speech })
        if (!order) return form.setErrors({ to: missing.to })
        if (!(await keep(order))) return
        draft.forget()
        form.setValues({ amount: '', meant: null, memo: '' })
        form.clearErrors()
      },
      (errors) => form.getInputNode(Object.keys(errors)[0] ?? '')?.focus(),
    )
  const chooseTo = (id: string | null) => {
    clear()
    form.setFieldValue('to', id)
  }
  const chooseFrom = (id: string | null) => {
    clear()
    form.setFieldValue('from', id)
    const next = accounts.find((account) => account.id === id)
    const to = toChoices(accounts, payees, next, speech).flatMap(({ items }) => items)
    if (!to.some(({ value, disabled }) => value === form.values.to && !disabled)) form.setFieldValue('to', null)
  }

  /** Writes an amount as the page does, and keeps what it means: `1.500` alone can mean two. */
  const setAmount = (amountMinor: bigint) => {
    const { amount, meant } = amountOf(amountMinor, from?.currency ?? 'USD', speech)
    if (amount !== form.values.amount) form.setFieldValue('amount', amount)
    form.setFieldValue('meant', meant)
  }
  const refused = state.stage === 'done' && state.outcome.kind === 'refused' ? state.outcome.problem : null
  return {
    form,
    draft,
    from,
    availableMinor: (from && parseAmount(from.available, from.currency)) ?? 0n,
    limit: limits?.find(({ currency }) => currency === from?.currency),
    refusedBecause: refused?.code,
    sending: state.stage === 'sending',
    chooseFrom,
    chooseTo,
    setAmount,
    submit,
    submitLater,
    clear,
    settle,
    state,
    heldUp,
    retry: (order: PendingOrder) => void deliver(order),
    discard: () => {
      // The draft goes too: its notice says that nothing was moved, which may be false of an order whose outcome is unknown.
      forgetDraft(customerId)
      discard()
    },
  }
}

/** The form's values and what can be said about them before they are sent. The bank judges them again. */
function useTransferForm(accounts: Account[], preferredFrom: string | null, speech: Speech) {
  const { missing } = speech.words.transfer
  const active = accounts.filter(({ status }) => status === 'active')
  const from = active.find(({ id }) => id === preferredFrom) ?? active[0]
  return useForm<TransferValues>({
    initialValues: { from: from?.id ?? null, to: null, amount: '', meant: null, memo: '' },
    validate: {
      from: (id) => (id ? null : missing.from),
      to: (id) => (id ? null : missing.to),
      amount: (_, values) => {
        const currency = accounts.find(({ id }) => id === values.from)?.currency ?? 'USD'
        const reading = amountIn(values, currency, speech)
        return reading.kind === 'exact' ? null : amountWords(reading, currency, speech)
      },
      memo: (text) =>
        [...text].length > MEMO_CHARACTERS_MAX ? speech.say(missing.memo, { most: MEMO_CHARACTERS_MAX }) : null,
    },
  })
}
