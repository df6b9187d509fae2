'use client'

import { MultiSelect, Paper, Select, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core'
import { BusyButton } from '@/app/_ui/busy-button'
import { Form } from '@/app/_ui/form'
import { useSpeech } from '@/app/_ui/spoken'
import { written } from '@/app/_ui/typed-amount'
import { useAccounts, usePayees } from '@/app/_ui/use-bank'
import { fromChoices, toChoices } from '../transfer/account-choices'
import { AccountSelect } from '../transfer/account-select'
import { useAgentChoices } from './agent-choices'
import { useMandateForm } from './use-mandate-form'

const PERIODS = ['day', 'week', 'month'] as const

/** What the customer wants to allow an agent. It holds after the yes on the phone, which shows every word of it. */
export function MandateForm({ onAsked }: { onAsked: () => void }) {
  const { accounts = [] } = useAccounts()
  const { payees = [] } = usePayees()
  const agents = useAgentChoices()
  const speech = useSpeech()
  const { choices, mandates } = speech.words
  const { form: words } = mandates
  const { form, from, asking, asked, ask } = useMandateForm(accounts, onAsked)
  const currency = from?.currency ?? ''
  const money = (name: 'maxPerTransfer' | 'maxPerPeriod', label: string) => (
    <TextInput
      label={label}
      placeholder={written(0n, from?.currency ?? 'USD', speech)}
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
      <Form onSubmit={ask} noValidate>
        <Stack gap="md">
          <Title order={2} id="new-mandate">
            {words.title}
          </Title>
          <Select label={words.agent} data={agents} allowDeselect={false} {...form.getInputProps('agent')} />
          <AccountSelect
            size="sm"
            label={choices.from}
            groups={fromChoices(accounts, speech)}
            {...form.getInputProps('fromAccountId')}
          />
          <MultiSelect
            label={choices.to}
            description={words.toHint}
            placeholder={form.values.toAccountIds.length === 0 ? choices.choose : ''}
            data={toChoices(accounts, payees, from, speech)}
            searchable
            nothingFoundMessage={choices.nothingFound}
            {...form.getInputProps('toAccountIds')}
          />
          {money('maxPerTransfer', words.once)}
          <SimpleGrid cols={2} spacing="sm">
            {money('maxPerPeriod', words.inAll)}
            <Select
              label={words.per}
              data={PERIODS.map((value) => ({ value, label: words.periods[value] }))}
              allowDeselect={false}
              {...form.getInputProps('period')}
            />
          </SimpleGrid>
          <TextInput type="date" label={words.until} {...form.getInputProps('validUntil')} />
          <BusyButton type="submit" busy={asking}>
            {words.submit}
          </BusyButton>
          <Text size="sm" c="dimmed" role="status">
            {asked ? words.asked : words.hint}
          </Text>
        </Stack>
      </Form>
    </Paper>
  )
}
