'use client'

import { Anchor, Badge, Card, Divider, Group, Stack, Text } from '@mantine/core'
import useSWR from 'swr'
import { APPROVAL_LOOKS } from '@/app/_ui/approval-looks'
import { ApprovalMarks } from '@/app/_ui/approval-marks'
import { useLiveEvent } from '@/app/_ui/live-events'
import { useLocalPhoneAddress } from '@/app/_ui/local-phone'
import { ReceiptLink } from '@/app/_ui/receipt-link'
import { TimeLeft } from '@/app/_ui/time-left'
import { WithdrawButton } from '@/app/_ui/withdraw-button'
import type { Approval } from '@/lib/approvals/approval'
import { isFinal } from '@/lib/approvals/approval-states'
import type { ApprovalData } from '@/lib/auth0/ai/approval-part'
import { formatMoney } from '@/lib/transfers/money'

const REFRESH_MS = 2_000

/**
 * One approval in the chat. The stream tells its states while it runs; afterwards, or after a reload, the approval's
 * own row does, so the card is true whatever happened to the answer that drew it first.
 */
export function ApprovalCard({ id, data }: { id: string; data: ApprovalData }) {
  const streamedOpen = !isFinal(data.status)
  const { data: row, mutate } = useSWR<Approval>(streamedOpen ? `/api/approvals/${id}` : null, {
    refreshInterval: (latest) => (latest && isFinal(latest.status) ? 0 : REFRESH_MS),
  })
  useLiveEvent('approval', () => void mutate())
  const { status, reason, details, bindingMessage, expiresAt, marks } = streamedOpen && row ? row : data
  const looks = APPROVAL_LOOKS[status]
  const {
    instructedAmount,
    debtorAccount,
    creditorAccount,
    creditorName,
    remittanceInformationUnstructured: memo,
  } = details
  return (
    <Card component="section" aria-label="Approval" withBorder radius="lg" maw={420} padding="md">
      <Stack gap="sm">
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <Text fz={28} fw={650} lh={1.1} style={{ fontVariantNumeric: 'tabular-nums' }}>
            {formatMoney(instructedAmount.amount, instructedAmount.currency)}
          </Text>
          <Badge color={looks.color} variant="light" size="lg" tt="none" aria-live="polite" style={{ flexShrink: 0 }}>
            {looks.words}
          </Badge>
        </Group>
        <Stack gap={2}>
          <Line label="From" name={debtorAccount.name} mask={debtorAccount.mask} />
          <Line label="To" name={creditorAccount.name} mask={creditorAccount.mask} />
          {creditorName !== creditorAccount.name && <Line label="Holder" name={creditorName} />}
          {memo && <Line label="Memo" name={memo} />}
        </Stack>
        <ApprovalMarks marks={marks} />
        <Divider />
        <Text size="sm" c="dimmed">
          {looks.explanation(reason ?? null)}
        </Text>
        {status === 'posted' && (
          <Group>
            <ReceiptLink approvalId={id} />
          </Group>
        )}
        {!isFinal(status) && (
          <>
            <Text size="xs" c="dimmed">
              Your phone says: “{bindingMessage}”
            </Text>
            {status !== 'approved' && <NoPhoneYet />}
            <Group justify="space-between">
              <TimeLeft until={expiresAt} />
              <WithdrawButton approvalId={id} reload={() => void mutate()} />
            </Group>
          </>
        )}
      </Stack>
    </Card>
  )
}

/** With the local tenant any browser can be the phone; what waits is shown there as soon as it is set up. */
function NoPhoneYet() {
  const address = useLocalPhoneAddress()
  if (!address) return null
  return (
    <Text size="xs" c="dimmed">
      No phone set up yet?{' '}
      <Anchor href={address} target="_blank" rel="noopener" inherit underline="always">
        Use this device
      </Anchor>
    </Text>
  )
}

/** `name` is a text that a person chose, which must not reorder what stands around it. */
function Line({ label, name, mask }: { label: string; name: string; mask?: string }) {
  return (
    <Group gap="xs" wrap="nowrap" align="baseline">
      <Text size="sm" c="dimmed" w={56} style={{ flexShrink: 0 }}>
        {label}
      </Text>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        <bdi>{name}</bdi> {mask}
      </Text>
    </Group>
  )
}
