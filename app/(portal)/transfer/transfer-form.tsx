'use client'

import { Button, Paper, Stack, Text, TextInput } from '@mantine/core'
import { ApprovalMarks } from '@/app/_ui/approval-marks'
import { formatMoney } from '@/lib/transfers/money'
import { fromChoices, toChoices } from './account-choices'
import { AccountSelect } from './account-select'
import { TransferResult } from './transfer-result'
import { type Orderer, useOrderForm } from './use-order-form'

/** The form, and below it what became of the order. While an outcome is unknown, no other order is sent. */
export function TransferForm({ customerId, accounts, payees, preferredFrom }: Orderer) {
  const { form, from, chooseFrom, chooseTo, submit, clear, state, heldUp, retry, discard } = useOrderForm({
    customerId,
    accounts,
    payees,
    preferredFrom,
  })
  const sending = state.stage === 'sending'

  return (
    <Paper radius="lg" p={{ base: 'md', sm: 'xl' }} withBorder>
      <form onSubmit={submit} onInput={clear} noValidate>
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
            onChange={chooseTo}
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
      <TransferResult state={state} heldUp={heldUp} retry={retry} discard={discard} />
    </Paper>
  )
}
