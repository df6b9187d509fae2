import { Badge, Group, Text } from '@mantine/core'
import { headlineOf, linesOf } from '@/app/_ui/approval-lines'
import { explanationOf, STATE_COLORS } from '@/app/_ui/approval-looks'
import { AskAgainLink } from '@/app/_ui/ask-again-link'
import { ForeignText } from '@/app/_ui/foreign-text'
import { Pause } from '@/app/_ui/pause'
import { ReceiptLink } from '@/app/_ui/receipt-link'
import { useSpeech } from '@/app/_ui/spoken'
import { approvalElementId } from '@/app/_ui/withdraw-button'
import type { Approval } from '@/lib/approvals/approval'
import { paymentOf } from '@/lib/approvals/approved'
import { ApprovalFacts } from './approval-facts'
import classes from './approval-record.module.css'
import { TimelineLink } from './timeline-link'

/** The line that says what it was about: the first of these that there is. */
const ABOUT = ['to', 'buy', 'sell'] as const

/** An approval that has ended, as a row that opens on what the phone showed and what became of it. */
export function SettledApproval({ approval }: { approval: Approval }) {
  const { id, status } = approval
  const speech = useSpeech()
  const payment = paymentOf(approval)
  const lines = linesOf(approval, speech)
  const about = ABOUT.flatMap((kind) => lines.find((line) => line.kind === kind) ?? [])[0]
  const memo = lines.find(({ kind }) => kind === 'memo')
  return (
    <details id={approvalElementId(id)} tabIndex={-1} className={classes.settled}>
      <summary className={classes.row}>
        <span className={classes.words}>
          <Text component="span" display="block" size="sm" fw={550}>
            {about && about.kind !== 'to' && `${about.label}: `}
            {about && <ForeignText>{about.mask ? `${about.name} ${about.mask}` : about.name}</ForeignText>}
            <Pause />
          </Text>
          {memo && (
            <Text component="span" display="block" size="sm" c="dimmed" truncate>
              <ForeignText>{memo.name}</ForeignText>
              <Pause />
            </Text>
          )}
        </span>
        <span className={classes.outcome}>
          <Text component="span" size="sm" fw={600} className="tabular">
            {payment && (
              <>
                <span>{headlineOf(approval, speech)}</span>
                <Pause />
              </>
            )}
          </Text>
          <Badge component="span" variant="light" color={STATE_COLORS[status]} className={classes.state}>
            {speech.words.approval.states[status]}
          </Badge>
        </span>
      </summary>
      <div className={classes.opened}>
        <ApprovalFacts approval={approval} />
        <Group justify="space-between" gap="sm">
          <Text size="sm" c="dimmed" flex="1 1 16rem">
            {explanationOf(approval, speech)}
          </Text>
          <Group gap="md">
            <TimelineLink approvalId={id} />
            <AskAgainLink approval={approval} />
            {status === 'posted' && payment && <ReceiptLink approvalId={id} />}
          </Group>
        </Group>
      </div>
    </details>
  )
}
