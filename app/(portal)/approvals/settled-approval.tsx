import { Badge, Group, Text } from '@mantine/core'
import { headlineOf, linesOf } from '@/app/_ui/approval-lines'
import { APPROVAL_LOOKS, explanationOf } from '@/app/_ui/approval-looks'
import { AskAgainLink } from '@/app/_ui/ask-again-link'
import { ForeignText } from '@/app/_ui/foreign-text'
import { ReceiptLink } from '@/app/_ui/receipt-link'
import { approvalElementId } from '@/app/_ui/withdraw-button'
import type { Approval } from '@/lib/approvals/approval'
import { paymentOf } from '@/lib/approvals/approved'
import { ApprovalFacts } from './approval-facts'
import classes from './approval-record.module.css'
import { TimelineLink } from './timeline-link'

/** An approval that has ended, as a row that opens on what the phone showed and what became of it. */
export function SettledApproval({ approval }: { approval: Approval }) {
  const { id, status } = approval
  const { words, color } = APPROVAL_LOOKS[status]
  const lines = linesOf(approval)
  const about = ['To', 'Buy', 'Sell'].flatMap((label) => lines.find((line) => line.label === label) ?? [])[0]
  const memo = lines.find(({ label }) => label === 'Memo')
  return (
    <details id={approvalElementId(id)} tabIndex={-1} className={classes.settled}>
      <summary className={classes.row}>
        <span className={classes.words}>
          <Text component="span" display="block" size="sm" fw={550} truncate>
            {about && <ForeignText>{about.mask ? `${about.name} ${about.mask}` : about.name}</ForeignText>}
          </Text>
          {memo && (
            <Text component="span" display="block" size="sm" c="dimmed" truncate>
              <ForeignText>{memo.name}</ForeignText>
            </Text>
          )}
        </span>
        <span className={classes.outcome}>
          <Text component="span" size="sm" fw={600} className="tabular">
            {headlineOf(approval)}
          </Text>
          <Badge component="span" variant="light" color={color} tt="none" fw={600} className={classes.state}>
            {words}
          </Badge>
        </span>
      </summary>
      <div className={classes.opened}>
        <ApprovalFacts approval={approval} />
        <Group justify="space-between" gap="sm">
          <Text size="sm" c="dimmed" flex="1 1 16rem">
            {explanationOf(approval)}
          </Text>
          <Group gap="md">
            <TimelineLink approvalId={id} />
            <AskAgainLink approval={approval} />
            {status === 'posted' && paymentOf(approval) && <ReceiptLink approvalId={id} />}
          </Group>
        </Group>
      </div>
    </details>
  )
}
