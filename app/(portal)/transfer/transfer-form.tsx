'use client'

import { Button, Paper, Stack, Text, TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import { ApprovalMarks } from '@/app/_ui/approval-marks'
import type { MarkedPayee } from '@/app/_ui/use-bank'
import type { Account } from '@/lib/accounts/account'
import { formatMoney } from '@/lib/transfers/money'
import { fromChoices, toChoices } from './account-choices'
import { AccountSelect } from './account-select'
import { newOrder } from './new-order'
import type { PendingOrder } from './pending-order'
import { TransferResult } from './transfer-result'
import { FIELD_OF } from './transfer-values'
import { useTransfer } from './use-transfer'
import { useTransferForm } from './use-transfer-form'

interface TransferFormProps {
  customerId: string
  accounts: Account[]
  payees: MarkedPayee[]
  preferredFrom: string | null
}

/** The form, and below it what became of the order. While an outcome is unknown, no other order is sent. */
export function TransferForm({ customerId, accounts, payees, preferredFrom }: TransferFormProps) {
  const form = useTransferForm(accounts, preferredFrom)
  const { state, send, discard } = useTransfer(customerId)
  const from = accounts.find(({ id }) => id === form.values.from)
  const unknown = state.stage === 'done' && state.outcome.kind === 'unknown'
  const sending = state.stage === 'sending'
  const [heldUp, setHeldUp] = useState(false)

  // The order found again after a reload shows in the form what it is about.
  const kept = unknown ? state.order : null
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
    (errors) => form.getInputNode(Object.keys(errors)[0] ?? '')?.focus(),
  )
  const chooseFrom = (id: string | null) => {
    form.setFieldValue('from', id)
    const next = accounts.find((account) => account.id === id)
    const to = toChoices(accounts, payees, next).flatMap(({ items }) => items)
    if (!to.some(({ value, disabled }) => value === form.values.to && !disabled)) form.setFieldValue('to', null)
  }

  return (
    <Paper radius="lg" p={{ base: 'md', sm: 'xl' }} withBorder>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <AccountSelect
            {...form.getInputProps('from')}
            label="From"
            data={fromChoices(accounts)}
            onChange={chooseFrom}
            disabled={sending}
            description={from && `${formatMoney(from.available, from.currency)} available`}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
          />
          <AccountSelect
            {...form.getInputProps('to')}
            label="To"
            data={toChoices(accounts, payees, from)}
            disabled={sending}
          />
          <ApprovalMarks marks={payees.find(({ accountId }) => accountId === form.values.to)?.marks} />
          <TextInput
            {...form.getInputProps('amount')}
            label="Amount"
            size="md"
            inputMode="decimal"
            autoComplete="off"
            placeholder="0.00"
            disabled={sending}
            classNames={{ input: 'tabular' }}
            leftSection={
              <Text size="sm" c="dimmed" aria-hidden>
                {from?.currency}
              </Text>
            }
            leftSectionWidth={56}
          />
          <TextInput
            {...form.getInputProps('memo')}
            label="Memo"
            size="md"
            autoComplete="off"
            disabled={sending}
            description="Both sides can read it. You may leave it empty."
            inputWrapperOrder={['label', 'input', 'description', 'error']}
          />
          <Button type="submit" size="md" loading={sending} mt="xs">
            Transfer now
          </Button>
        </Stack>
      </form>
      <TransferResult state={state} heldUp={heldUp} retry={(order) => void deliver(order)} discard={discard} />
    </Paper>
  )
}
