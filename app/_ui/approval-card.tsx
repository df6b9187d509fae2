'use client'

import { Anchor, Badge, Card, Divider, Group, Stack, Text } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'
import type { Approval } from '@/lib/approvals/approval'
import { isFinal } from '@/lib/approvals/approval-states'
import { paymentOf } from '@/lib/approvals/approved'
import { sayAloud } from './aloud'
import { headlineOf, linesOf } from './approval-lines'
import { explanationOf, STATE_COLORS } from './approval-looks'
import { ApprovalMarks } from './approval-marks'
import { newsOf } from './approval-news'
import { ForeignText, unbroken } from './foreign-text'
import { useLocalPhonePage } from './local-phone'
import { NoConnectionLink } from './no-connection-link'
import { ReceiptLink } from './receipt-link'
import { useSpeech } from './spoken'
import { TimeLeft } from './time-left'
import { approvalElementId, WithdrawButton } from './withdraw-button'

/** Live events report every change; this refresh catches a change whose event was lost. */
const REFRESH_MS = 5_000

/** SWR's options that keep an open approval fresh. */
export const APPROVAL_REFRESH = {
  refreshInterval: (latest: Approval | undefined) => (latest && isFinal(latest.status) ? 0 : REFRESH_MS),
}

interface ApprovalCardProps {
  approval: Pick<
    Approval,
    'id' | 'status' | 'details' | 'payment' | 'bindingMessage' | 'expiresAt' | 'marks' | 'mandateId'
  > & {
    reason?: string | null
  }
  /** The words on the button that withdraws the request. */
  withdraw?: string
  reload: () => void
  /** Content above the card. */
  children?: ReactNode
}

/** One approval in its present state, with everything that the phone shows. */
export function ApprovalCard({ approval, withdraw, reload, children }: ApprovalCardProps) {
  const { id, status, bindingMessage, expiresAt, marks } = approval
  const speech = useSpeech()
  const { words, say } = speech
  useChangesAloud(approval)
  return (
    <Card
      component="section"
      id={approvalElementId(id)}
      tabIndex={-1}
      aria-label={words.approval.name}
      withBorder
      radius="lg"
      maw={420}
      padding="md"
    >
      <Stack gap="sm">
        {children}
        <Group justify="space-between" align="flex-start" gap="xs">
          <Text fz={28} fw={650} lh={1.1} className="tabular">
            {headlineOf(approval, speech)}
          </Text>
          <Badge color={STATE_COLORS[status]} variant="light" size="lg" style={{ flexShrink: 0 }}>
            {words.approval.states[status]}
          </Badge>
        </Group>
        <Stack gap={2}>
          {linesOf(approval, speech).map((line) => (
            <Line key={line.kind} {...line} />
          ))}
        </Stack>
        <ApprovalMarks marks={marks} />
        <Divider />
        <Text size="sm" c="dimmed">
          {explanationOf(approval, speech)}
        </Text>
        {status === 'posted' && paymentOf(approval) && (
          <Group>
            <ReceiptLink approvalId={id} />
          </Group>
        )}
        {!isFinal(status) && (
          <>
            <Text size="sm" c="dimmed">
              {say(words.approval.phoneSays, { message: unbroken(bindingMessage) })}
            </Text>
            {status !== 'approved' && <NoPhoneYet />}
            <NoConnectionLink approval={approval} />
            <Group justify="space-between">
              <TimeLeft until={expiresAt} />
              <WithdrawButton approvalId={id} reload={reload}>
                {withdraw}
              </WithdrawButton>
            </Group>
          </>
        )}
      </Stack>
    </Card>
  )
}

/** Says each change of the approval's state, with what it was about. What it was when the card came is read with the rest. */
function useChangesAloud(approval: ApprovalCardProps['approval']): void {
  const speech = useSpeech()
  const { status } = approval
  const before = useRef(status)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the state changes, and what it is about does not
  useEffect(() => {
    if (before.current === status || status === 'pending') return
    before.current = status
    const { title, message } = newsOf(approval, speech)
    sayAloud(`${title}. ${message}`)
  }, [status])
}

/** With the local tenant any browser can be the phone, and shows waiting requests as soon as it is set up. */
function NoPhoneYet() {
  const address = useLocalPhonePage()
  const { words, rich } = useSpeech()
  if (!address) return null
  return (
    <Text size="xs" c="dimmed">
      {rich(words.approval.noPhone, {
        use: (text) => (
          <Anchor href={address} target="_blank" rel="noopener" inherit underline="always">
            {text}
          </Anchor>
        ),
      })}
    </Text>
  )
}

/** One line of the card. `name` is a text that a person chose. */
function Line({ label, name, mask }: { label: string; name: string; mask?: string }) {
  return (
    <Group gap="xs" wrap="nowrap" align="baseline">
      <Text size="sm" c="dimmed" w={56} style={{ flexShrink: 0 }}>
        {label}
      </Text>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        <ForeignText>{name}</ForeignText> {mask}
      </Text>
    </Group>
  )
}
