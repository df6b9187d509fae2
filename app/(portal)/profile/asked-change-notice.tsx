'use client'

import { Alert, Group, Stack, Text } from '@mantine/core'
import { IconCircleCheck, IconDeviceMobile, IconInfoCircle } from '@tabler/icons-react'
import { useState } from 'react'
import { callBank } from '@/app/_ui/api'
import { saidOnPhone } from '@/app/_ui/approval-looks'
import { BusyButton } from '@/app/_ui/busy-button'
import { useHandOverFocus } from '@/app/_ui/hand-over-focus'
import { tell } from '@/app/_ui/notices'
import { failureOf } from '@/app/_ui/problem-words'
import { useSpeech, useWords } from '@/app/_ui/spoken'
import { TimeLeft } from '@/app/_ui/time-left'
import type { Words } from '@/app/_words/dictionary'
import type { Speech } from '@/app/_words/speech'
import { type FinalStatus, isFinal } from '@/lib/approvals/approval-states'
import { failureCode } from '@/lib/approvals/failure-code'
import type { AskedChange } from '@/lib/approvals/open-change'
import type { ConfirmationState } from './confirmation-card'

interface AskedChangeNoticeProps {
  change: AskedChange
  update: (now: ConfirmationState) => void
}

/** A change that waits for the phone, or how that has ended. */
export function AskedChangeNotice({ change, update }: AskedChangeNoticeProps) {
  const { status, reason, wanted, expiresAt } = change
  const isOpen = !isFinal(status)
  const speech = useSpeech()
  const { words } = speech
  return (
    <Alert
      role="group"
      variant="light"
      color={isOpen ? 'blue' : status === 'posted' ? 'pine' : 'gray'}
      icon={
        isOpen ? (
          <IconDeviceMobile aria-hidden />
        ) : status === 'posted' ? (
          <IconCircleCheck aria-hidden />
        ) : (
          <IconInfoCircle aria-hidden />
        )
      }
      title={status === 'posted' ? words.profile.confirmation.changed : words.approval.states[status]}
    >
      <Stack gap="xs">
        <Text size="sm">{isFinal(status) ? ended(status, reason, speech) : wantedWords(wanted, speech)}</Text>
        {isOpen && (
          <Group justify="space-between">
            <TimeLeft until={expiresAt} />
            <CancelButton update={update} />
          </Group>
        )}
      </Stack>
    </Alert>
  )
}

function CancelButton({ update }: Pick<AskedChangeNoticeProps, 'update'>) {
  const words = useWords()
  const [sending, setSending] = useState(false)
  const handOver = useHandOverFocus('confirmation')
  const cancel = async () => {
    handOver()
    setSending(true)
    try {
      update(await callBank<ConfirmationState>('POST', '/api/confirmation/withdraw'))
    } catch (error) {
      tell(failureOf(error, words.profile.confirmation.notCancelled, words))
    } finally {
      setSending(false)
    }
  }
  return (
    <BusyButton variant="default" size="sm" busy={sending} onClick={() => void cancel()}>
      {words.frame.actions.cancel}
    </BusyButton>
  )
}

function wantedWords({ amounts, firstPayments }: AskedChange['wanted'], { words, say, money }: Speech): string {
  const { wanted } = words.profile.confirmation
  const above = amounts.flatMap(({ currency, above }) => (above === null ? [] : [money(above, currency)]))
  if (above.length === 0) return firstPayments ? wanted.first : wanted.nothing
  return say(firstPayments ? wanted.both : wanted.amounts, { amounts: above.join(', ') })
}

function ended(status: FinalStatus, reason: string | null, speech: Speech): string {
  const { confirmation: words } = speech.words.profile
  if (status === 'posted') return words.yes
  const said = status === 'denied' ? saidOnPhone(reason, speech) : null
  const why = status === 'failed' ? failureWords(reason, words.failures) : words[status]
  return [why, said, words.nothingChanged].filter((sentence) => sentence !== null).join(' ')
}

function failureWords(reason: string | null, words: Words['profile']['confirmation']['failures']): string {
  const code = failureCode(reason ?? '')
  return Object.hasOwn(words, code) ? words[code as keyof typeof words] : words.otherwise
}
