'use client'

import { Badge, Button, Group, Paper, Text, Title } from '@mantine/core'
import { IconPrinter } from '@tabler/icons-react'
import { useRouter } from 'next/navigation'
import { useEffect } from 'react'
import useSWR from 'swr'
import { APPROVAL_REFRESH } from '@/app/_ui/approval-card'
import { headlineOf } from '@/app/_ui/approval-lines'
import { explanationOf, STATE_COLORS } from '@/app/_ui/approval-looks'
import { AskAgainLink } from '@/app/_ui/ask-again-link'
import { useLiveEvent } from '@/app/_ui/live-events'
import { NoConnectionLink } from '@/app/_ui/no-connection-link'
import { PageFrame } from '@/app/_ui/page-frame'
import { ReceiptLink } from '@/app/_ui/receipt-link'
import { useSpeech } from '@/app/_ui/spoken'
import { TimeLeft } from '@/app/_ui/time-left'
import { useTimeZone } from '@/app/_ui/time-zone'
import { WithdrawButton } from '@/app/_ui/withdraw-button'
import type { Approval } from '@/lib/approvals/approval'
import { isFinal } from '@/lib/approvals/approval-states'
import { paymentOf } from '@/lib/approvals/approved'
import type { ApprovalHistory } from '@/lib/evidence/audit/approval-history'
import { ApprovalFacts } from '../approval-facts'
import { Timeline } from './timeline'

/** The id of the state's words, which get the focus once the approval is withdrawn. */
const STATE = 'state'

interface ApprovalStoryProps {
  approval: Approval
  history: ApprovalHistory
  /** What the customer wrote to Aiya before she asked; null where she did not, or the chat is gone. */
  prompt: string | null
}

/** One approval: what the phone showed, and step by step what became of it. */
export function ApprovalStory({ approval, history, prompt }: ApprovalStoryProps) {
  const { id, status, expiresAt } = approval
  const speech = useSpeech()
  const { say } = speech
  const { approvals: words } = speech.words
  const router = useRouter()
  const isOpen = !isFinal(status)
  const { data: latest, mutate } = useSWR<Approval>(isOpen ? `/api/approvals/${id}` : null, APPROVAL_REFRESH)
  useLiveEvent('approval', () => void mutate())
  // The server draws the steps. It may have drawn this page before the change that the browser has heard of.
  const isBehind = latest !== undefined && latest.status !== status
  useEffect(() => {
    if (isBehind) router.refresh()
  }, [isBehind, router])
  return (
    <PageFrame
      title={headlineOf(approval, speech)}
      lead={say(words.number, { id })}
      actions={
        <Group gap="sm">
          {status === 'posted' && paymentOf(approval) && <ReceiptLink approvalId={id} />}
          <AskAgainLink approval={approval} />
          <Button
            variant="default"
            size="sm"
            leftSection={<IconPrinter size={16} aria-hidden />}
            onClick={() => window.print()}
          >
            {words.print}
          </Button>
        </Group>
      }
    >
      <Paper component="section" aria-labelledby={STATE} radius="lg" p="lg" withBorder>
        <Group justify="space-between" gap="sm">
          <Text flex="1 1 16rem">{explanationOf(approval, speech)}</Text>
          <Badge id={STATE} tabIndex={-1} variant="light" color={STATE_COLORS[status]} size="lg">
            {speech.words.approval.states[status]}
          </Badge>
        </Group>
        <ApprovalFacts approval={approval} />
        {isOpen && (
          <Group justify="space-between">
            <TimeLeft until={expiresAt} />
            <NoConnectionLink approval={approval} />
            <WithdrawButton approvalId={id} reload={() => void mutate()} orElse={STATE} />
          </Group>
        )}
      </Paper>
      <Paper component="section" aria-labelledby="timeline" radius="lg" p="lg" withBorder>
        <Title order={2} id="timeline" mb="md">
          {words.timeline}
        </Title>
        <Timeline approval={approval} history={history} prompt={prompt} />
        <Text size="sm" c="dimmed" mt="md" suppressHydrationWarning>
          {say(words.source, { zone: useTimeZone() })}
        </Text>
      </Paper>
    </PageFrame>
  )
}
