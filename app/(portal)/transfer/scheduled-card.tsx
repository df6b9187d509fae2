'use client'

import { Badge, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import useSWR from 'swr'
import { callBank, failureOf } from '@/app/_ui/api'
import { BusyButton } from '@/app/_ui/busy-button'
import { useHandOverFocus } from '@/app/_ui/hand-over-focus'
import { useLiveEvent } from '@/app/_ui/live-events'
import { LoadFailure } from '@/app/_ui/load-failure'
import { Money } from '@/app/_ui/money'
import { tell } from '@/app/_ui/notices'
import { SCHEDULED } from '@/app/_ui/paths'
import type { ScheduledTransfer } from '@/lib/scheduled-transfers/scheduled-transfer'
import { dateWords } from './use-schedule'

const HEADING = 'scheduled'
/** Those that are over, and of which there is something to tell. */
const OVER_MAX = 3

const RHYTHM = { week: 'every week', month: 'every month' }
const REASONS: Record<string, string> = {
  insufficient_funds: 'there was not enough money',
  account_not_active: 'an account was frozen or closed',
  account_not_found: 'the payee was deleted',
  limit_exceeded: 'it was over your limit',
  denied: 'you said no on your phone',
  expired: 'nobody answered on your phone',
  cancelled: 'it was withdrawn',
}

interface ScheduledCardProps {
  /** How the customer calls an account. */
  nameOf: (accountId: string) => string
}

/** What is scheduled, with what became of the last day, and the buttons that pause and end it; nothing where there is none. */
export function ScheduledCard({ nameOf }: ScheduledCardProps) {
  const { data, error, mutate } = useSWR<{ scheduledTransfers: ScheduledTransfer[] }>(SCHEDULED)
  const reload = () => void mutate()
  useLiveEvent(['account', 'approval'], reload)
  if (!data && error) return <LoadFailure error={error} retry={reload} />
  const all = data?.scheduledTransfers ?? []
  const over = all.filter(({ nextOn, lastRun }) => nextOn === null && lastRun).slice(0, OVER_MAX)
  const shown = [...all.filter(({ nextOn }) => nextOn !== null), ...over]
  if (shown.length === 0) return null
  return (
    <Paper component="section" aria-labelledby={HEADING} radius="lg" p={{ base: 'md', sm: 'xl' }} withBorder>
      <Stack gap="md">
        <Title order={2} id={HEADING} tabIndex={-1}>
          Scheduled
        </Title>
        <Stack component="ul" gap="lg" p={0} m={0} style={{ listStyle: 'none' }}>
          {shown.map((scheduled) => (
            <Scheduled key={scheduled.id} scheduled={scheduled} to={nameOf(scheduled.toAccountId)} reload={reload} />
          ))}
        </Stack>
      </Stack>
    </Paper>
  )
}

function Scheduled({ scheduled, to, reload }: { scheduled: ScheduledTransfer; to: string; reload: () => void }) {
  const { id, status, amount, currency, every, nextOn } = scheduled
  const [busy, setBusy] = useState(false)
  const handOver = useHandOverFocus('payees')
  const send = async (method: 'PATCH' | 'DELETE', body?: object) => {
    setBusy(true)
    if (method === 'DELETE') handOver()
    await callBank(method, `${SCHEDULED}/${id}`, body).catch((error: unknown) => tell(failureOf(error, 'Not changed')))
    setBusy(false)
    reload()
  }
  return (
    <Stack component="li" gap={6}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
          <bdi>{to}</bdi>
        </Text>
        <Money amount={amount} currency={currency} size="sm" fw={600} />
      </Group>
      <Text size="sm" c="dimmed">
        {nextOn ? `${status === 'paused' ? 'Paused' : 'Next'}: ${dateWords(nextOn)}` : 'Over'}
        {every && `, ${RHYTHM[every]}`}
      </Text>
      <LastRun scheduled={scheduled} />
      {nextOn && (
        <Group gap="xs">
          <BusyButton
            variant="default"
            size="xs"
            busy={busy}
            onClick={() => void send('PATCH', { status: status === 'paused' ? 'active' : 'paused' })}
          >
            {status === 'paused' ? 'Go on' : 'Pause'}
          </BusyButton>
          <BusyButton variant="default" size="xs" busy={busy} onClick={() => void send('DELETE')}>
            End
          </BusyButton>
        </Group>
      )}
    </Stack>
  )
}

function LastRun({ scheduled: { lastRun } }: { scheduled: ScheduledTransfer }) {
  if (!lastRun) return null
  const { on, outcome, reason } = lastRun
  if (outcome === 'posted')
    return (
      <Text size="sm" c="dimmed">
        Transferred on {dateWords(on)}
      </Text>
    )
  if (outcome === 'waiting')
    return (
      <Badge variant="light" color="blue" tt="none">
        Waiting for your phone
      </Badge>
    )
  return (
    <Text size="sm" c="var(--mantine-color-orange-light-color)">
      Skipped on {dateWords(on)}: {REASONS[reason ?? ''] ?? 'the bank refused it'}
    </Text>
  )
}
