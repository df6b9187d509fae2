'use client'

import { Alert, Group, Stack, Text } from '@mantine/core'
import { IconCircleCheck, IconDeviceMobile, IconInfoCircle } from '@tabler/icons-react'
import { useState } from 'react'
import { callBank, failureOf } from '@/app/_ui/api'
import { APPROVAL_LOOKS } from '@/app/_ui/approval-looks'
import { BusyButton } from '@/app/_ui/busy-button'
import { useHandOverFocus } from '@/app/_ui/hand-over-focus'
import { tell } from '@/app/_ui/notices'
import { TimeLeft } from '@/app/_ui/time-left'
import { type ApprovalStatus, isFinal } from '@/lib/approvals/approval-states'
import { denialWords } from '@/lib/approvals/denial'
import type { AskedChange } from '@/lib/approvals/open-change'
import { formatMoney } from '@/lib/ledger/amounts/money'
import type { ConfirmationState } from './confirmation-card'

interface AskedChangeNoticeProps {
  change: AskedChange
  update: (now: ConfirmationState) => void
}

/** A change that waits for the phone, or how that has ended. */
export function AskedChangeNotice({ change, update }: AskedChangeNoticeProps) {
  const { status, reason, wanted, expiresAt } = change
  const isOpen = !isFinal(status)
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
      title={status === 'posted' ? 'Changed' : APPROVAL_LOOKS[status].words}
    >
      <Stack gap="xs">
        <Text size="sm">
          {isOpen ? `Wanted: ${inWords(wanted)}. It holds once your phone says yes.` : ended(status, reason)}
        </Text>
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
  const [sending, setSending] = useState(false)
  const handOver = useHandOverFocus('confirmation')
  const cancel = async () => {
    handOver()
    setSending(true)
    try {
      update(await callBank<ConfirmationState>('POST', '/api/confirmation/withdraw'))
    } catch (error) {
      tell(failureOf(error, 'Not cancelled'))
    } finally {
      setSending(false)
    }
  }
  return (
    <BusyButton variant="default" size="sm" busy={sending} onClick={() => void cancel()}>
      Cancel
    </BusyButton>
  )
}

function inWords({ amounts, firstPayments }: AskedChange['wanted']): string {
  const above = amounts.flatMap(({ currency, above }) => (above === null ? [] : [formatMoney(above, currency)]))
  const words = above.length > 0 ? `above ${above.join(', ')}` : 'for no amount'
  return `${words}, and ${firstPayments ? '' : 'not '}before a first payment`
}

function ended(status: ApprovalStatus, reason: string | null): string {
  if (status === 'posted') return 'You said yes on your phone, and it holds from now on.'
  const said = status === 'denied' ? denialWords(reason) : undefined
  const why = {
    denied: `It was denied on your phone.${said ? ` You said: “${said}”.` : ''}`,
    expired: 'Nobody answered in time.',
    cancelled: 'The request was withdrawn.',
    failed: FAILED[reason ?? ''] ?? 'It could not be asked or made.',
  }[status as 'denied' | 'expired' | 'cancelled' | 'failed']
  return `${why} Nothing has changed by it.`
}

const FAILED: Record<string, string> = {
  no_device: 'No phone is set up, so nothing could be asked.',
  tenant_unavailable: 'The approval service cannot be reached right now.',
  'bank_refused:conflict': 'What is set had been changed meanwhile.',
}
