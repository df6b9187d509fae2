'use client'

import { Badge, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { callBank } from '@/app/_ui/api'
import { BusyButton } from '@/app/_ui/busy-button'
import { ForeignText } from '@/app/_ui/foreign-text'
import { useHandOverFocus } from '@/app/_ui/hand-over-focus'
import { Money } from '@/app/_ui/money'
import { tell } from '@/app/_ui/notices'
import { SCHEDULED } from '@/app/_ui/paths'
import { failureOf } from '@/app/_ui/problem-words'
import { useSpeech, useWords } from '@/app/_ui/spoken'
import type { Words } from '@/app/_words/dictionary'
import type { ScheduledTransfer } from '@/lib/scheduled-transfers/scheduled-transfer'
import { limitWasReached } from './limit-lines'
import { dateWords } from './use-schedule'

const HEADING = 'scheduled'

export interface ScheduledListProps {
  shown: ScheduledTransfer[]
  /** How the customer calls an account. */
  nameOf: (accountId: string) => string
  reload: () => void
}

/** What is scheduled, with what became of the last day, and the buttons that pause and end it. */
export function ScheduledList({ shown, nameOf, reload }: ScheduledListProps) {
  const words = useWords().transfer.scheduled
  return (
    <Paper component="section" aria-labelledby={HEADING} radius="lg" p={{ base: 'md', sm: 'xl' }} withBorder>
      <Stack gap="md">
        <Title order={2} id={HEADING} tabIndex={-1}>
          {words.title}
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
  const speech = useSpeech()
  const { transfer: words } = speech.words
  const rhythm = every ?? 'once'
  const [busy, setBusy] = useState(false)
  const handOver = useHandOverFocus('payees')
  const send = async (method: 'PATCH' | 'DELETE', body?: object) => {
    setBusy(true)
    if (method === 'DELETE') handOver()
    await callBank(method, `${SCHEDULED}/${id}`, body).catch((error: unknown) =>
      tell(failureOf(error, words.payees.notChanged, speech.words)),
    )
    setBusy(false)
    reload()
  }
  return (
    <Stack component="li" gap={6}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
          <ForeignText>{to}</ForeignText>
        </Text>
        <Money amount={amount} currency={currency} size="sm" fw={600} />
      </Group>
      <Text size="sm" c="dimmed">
        {nextOn
          ? speech.say(words.scheduled[status === 'paused' ? 'paused' : 'next'][rhythm], {
              day: dateWords(nextOn, speech),
            })
          : words.scheduled.over[rhythm]}
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
            {status === 'paused' ? words.scheduled.goOn : words.scheduled.pause}
          </BusyButton>
          <BusyButton variant="default" size="xs" busy={busy} onClick={() => void send('DELETE')}>
            {words.scheduled.end}
          </BusyButton>
        </Group>
      )}
    </Stack>
  )
}

function LastRun({ scheduled: { lastRun } }: { scheduled: ScheduledTransfer }) {
  const speech = useSpeech()
  if (!lastRun) return null
  const { scheduled: words } = speech.words.transfer
  const { on, outcome, reason, limit } = lastRun
  if (outcome === 'posted')
    return (
      <Text size="sm" c="dimmed">
        {speech.say(words.transferred, { day: dateWords(on, speech) })}
      </Text>
    )
  if (outcome === 'waiting')
    return (
      <Badge variant="light" color="blue">
        {words.waiting}
      </Badge>
    )
  return (
    <Text size="sm" c="var(--mantine-color-orange-light-color)">
      {speech.say(words.skipped, {
        day: dateWords(on, speech),
        reason: limit ? limitWasReached(limit, speech) : reasonIn(words.reasons, reason),
      })}
    </Text>
  )
}

function reasonIn(reasons: Words['transfer']['scheduled']['reasons'], reason: string | null): string {
  return reason !== null && Object.hasOwn(reasons, reason) ? reasons[reason as keyof typeof reasons] : reasons.otherwise
}
