import { Badge, Group, Paper, Text } from '@mantine/core'
import { headlineOf } from '@/app/_ui/approval-lines'
import { explanationOf, STATE_COLORS } from '@/app/_ui/approval-looks'
import { Money } from '@/app/_ui/money'
import { NoConnectionLink } from '@/app/_ui/no-connection-link'
import { useSpeech } from '@/app/_ui/spoken'
import { TimeLeft } from '@/app/_ui/time-left'
import { approvalElementId, WithdrawButton } from '@/app/_ui/withdraw-button'
import type { Approval } from '@/lib/approvals/approval'
import { paymentOf } from '@/lib/approvals/approved'
import { ApprovalFacts } from './approval-facts'
import classes from './approval-record.module.css'
import { CHOSEN_FILTER } from './filter-buttons'
import { TimelineLink } from './timeline-link'

/** An approval that has not ended, with its state and everything that the phone shows. */
export function ApprovalRecord({ approval, reload }: { approval: Approval; reload: () => void }) {
  const { id, status, expiresAt } = approval
  const payment = paymentOf(approval)
  const speech = useSpeech()
  return (
    <Paper radius="lg" p="lg" withBorder id={approvalElementId(id)} tabIndex={-1} className={classes.record}>
      <Group justify="space-between" align="flex-start" gap="xs">
        {payment ? (
          <Money {...payment.instructedAmount} fz="1.5rem" fw={650} lh={1.2} />
        ) : (
          <Text fz="1.5rem" fw={650} lh={1.2}>
            {headlineOf(approval, speech)}
          </Text>
        )}
        <Badge variant="light" color={STATE_COLORS[status]} size="lg">
          {speech.words.approval.states[status]}
        </Badge>
      </Group>
      <ApprovalFacts approval={approval} />
      <Group justify="space-between" gap="sm">
        <Text size="sm" c="dimmed" flex="1 1 16rem">
          {explanationOf(approval, speech)}
        </Text>
        <Group gap="md">
          <NoConnectionLink approval={approval} />
          <TimelineLink approvalId={id} />
          <TimeLeft until={expiresAt} />
          <WithdrawButton approvalId={id} reload={reload} orElse={CHOSEN_FILTER} />
        </Group>
      </Group>
    </Paper>
  )
}
