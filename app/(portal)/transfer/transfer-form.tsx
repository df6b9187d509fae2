'use client'

import { Paper, Stack, TextInput } from '@mantine/core'
import { ApprovalMarks } from '@/app/_ui/approval-marks'
import { BusyButton } from '@/app/_ui/busy-button'
import { Form } from '@/app/_ui/form'
import { useSpeech } from '@/app/_ui/spoken'
import { fromChoices, toChoices } from './account-choices'
import { AccountSelect } from './account-select'
import { AmountField } from './amount-field'
import { DraftNotice } from './draft-notice'
import { ScheduleResult } from './schedule-result'
import { TransferResult } from './transfer-result'
import { type Orderer, useOrderForm } from './use-order-form'
import { useSchedule } from './use-schedule'
import { WhenFields } from './when-fields'

/**
 * The form, and below it what became of the order. While an outcome is unknown, no other order is sent. While one is
 * under way its fields can be read and not changed: disabled ones would lose the focus.
 */
export function TransferForm(orderer: Orderer) {
  const { accounts, payees } = orderer
  const order = useOrderForm(orderer)
  const speech = useSpeech()
  const { words, say, money } = speech
  const { transfer: said } = words
  const { form, draft, from } = order
  const schedule = useSchedule()
  const isNow = schedule.when === 'now'
  const sending = order.sending || schedule.busy
  const submit = isNow ? order.submit : order.submitLater(schedule.send)
  const clearDraft = () => {
    form.reset()
    draft.forget()
    form.getInputNode('amount')?.focus()
  }

  const discard = () => {
    order.discard()
    form.getInputNode('amount')?.focus()
  }

  return (
    <Paper radius="lg" p={{ base: 'md', sm: 'xl' }} withBorder>
      {draft.found && <DraftNotice found={draft.found} clear={clearDraft} />}
      <Form onSubmit={submit} onInput={order.clear} noValidate>
        <Stack gap="md">
          <AccountSelect
            {...form.getInputProps('from')}
            label={words.choices.from}
            aria-required
            groups={fromChoices(accounts, speech)}
            onChange={order.chooseFrom}
            readOnly={sending}
            description={from && say(said.available, { money: money(from.available, from.currency) })}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
          />
          <AccountSelect
            {...form.getInputProps('to')}
            label={words.choices.to}
            aria-required
            groups={toChoices(accounts, payees, from, speech)}
            onChange={order.chooseTo}
            readOnly={sending}
          />
          <ApprovalMarks marks={payees.find(({ accountId }) => accountId === form.values.to)?.marks} />
          <AmountField order={order} />
          <TextInput
            {...form.getInputProps('memo')}
            label={said.memo}
            size="md"
            autoComplete="off"
            readOnly={sending}
            description={said.memoHint}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
          />
          <WhenFields schedule={schedule} readOnly={sending} />
          <BusyButton type="submit" size="md" busy={sending} mt="xs">
            {isNow ? said.submit : said.when.submit}
          </BusyButton>
        </Stack>
      </Form>
      {!isNow && <ScheduleResult told={schedule.told} />}
      <TransferResult
        state={order.state}
        heldUp={order.heldUp}
        retry={order.retry}
        discard={discard}
        settle={order.settle}
      />
    </Paper>
  )
}
