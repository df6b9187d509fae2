'use client'

import { MultiSelect, Paper, Select, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core'
import { BusyButton } from '@/app/_ui/busy-button'
import { useAccounts, usePayees } from '@/app/_ui/use-bank'
import { fromChoices, toChoices } from '../transfer/account-choices'
import { AccountSelect } from '../transfer/account-select'
import { useAgentChoices } from './agent-choices'
import { useMandateForm } from './use-mandate-form'

const PERIODS = [
  { value: 'day', label: 'a day' },
  { value: 'week', label: 'a week' },
  { value: 'month', label: 'a month' },
]

/** What the customer wants to allow an agent. It holds after the yes on the phone, which shows every word of it. */
export function MandateForm({ onAsked }: { onAsked: () => void }) {
  const { accounts = [] } = useAccounts()
  const { payees = [] } = usePayees()
  const agents = useAgentChoices()
  const { form, from, asking, asked, ask } = useMandateForm(accounts, onAsked)
  const currency = from?.currency ?? ''
  const money = (name: 'maxPerTransfer' | 'maxPerPeriod', label: string) => (
    <TextInput
      label={label}
      placeholder="0.00"
      inputMode="decimal"
      autoComplete="off"
      classNames={{ input: 'tabular' }}
      leftSection={
        <Text size="sm" c="dimmed" aria-hidden>
          {currency}
        </Text>
      }
      leftSectionWidth={currency ? 56 : 12}
      {...form.getInputProps(name)}
    />
  )
  return (
    <Paper component="section" aria-labelledby="new-mandate" radius="lg" p={{ base: 'md', sm: 'xl' }} withBorder>
      <form onSubmit={ask} noValidate>
        <Stack gap="md">
          <Title order={2} id="new-mandate">
            New mandate
          </Title>
          <Select label="Agent" data={agents} allowDeselect={false} {...form.getInputProps('agent')} />
          <AccountSelect size="sm" label="From" data={fromChoices(accounts)} {...form.getInputProps('fromAccountId')} />
          <MultiSelect
            label="To"
            description="Only to these. The first payment to somebody new always asks your phone."
            placeholder={form.values.toAccountIds.length === 0 ? 'Choose' : ''}
            data={toChoices(accounts, payees, from)}
            searchable
            nothingFoundMessage="No account of that name"
            {...form.getInputProps('toAccountIds')}
          />
          {money('maxPerTransfer', 'At most at once')}
          <SimpleGrid cols={2} spacing="sm">
            {money('maxPerPeriod', 'At most in all')}
            <Select label="Per" data={PERIODS} allowDeselect={false} {...form.getInputProps('period')} />
          </SimpleGrid>
          <TextInput type="date" label="Until" {...form.getInputProps('validUntil')} />
          <BusyButton type="submit" busy={asking}>
            Ask my phone
          </BusyButton>
          <Text size="sm" c="dimmed" role="status">
            {asked
              ? 'Your phone is asked. It holds once you have said yes there.'
              : 'It holds after your yes on the phone.'}
          </Text>
        </Stack>
      </form>
    </Paper>
  )
}
