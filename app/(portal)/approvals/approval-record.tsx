import { Badge, Group, Paper, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { headlineOf, linesOf } from '@/app/_ui/approval-lines'
import { APPROVAL_LOOKS, explanationOf } from '@/app/_ui/approval-looks'
import { ApprovalMarks } from '@/app/_ui/approval-marks'
import { ForeignText } from '@/app/_ui/foreign-text'
import { Moment } from '@/app/_ui/moment'
import { Money } from '@/app/_ui/money'
import { ReceiptLink } from '@/app/_ui/receipt-link'
import { TimeLeft } from '@/app/_ui/time-left'
import { approvalElementId, WithdrawButton } from '@/app/_ui/withdraw-button'
import { agentWords } from '@/lib/approvals/agent'
import type { Approval } from '@/lib/approvals/approval'
import { isFinal } from '@/lib/approvals/approval-states'
import { paymentOf } from '@/lib/approvals/approved'
import classes from './approval-record.module.css'

/** One approval with its state and everything that the phone showed. */
export function ApprovalRecord({ approval, reload }: { approval: Approval; reload: () => void }) {
  const { id, status, createdAt, expiresAt, marks, agent, inPortal } = approval
  const payment = paymentOf(approval)
  const { words, color } = APPROVAL_LOOKS[status]
  return (
    <Paper radius="lg" p="lg" withBorder id={approvalElementId(id)} tabIndex={-1} className={classes.record}>
      <Group justify="space-between" align="flex-start" gap="xs">
        {payment ? (
          <Money {...payment.instructedAmount} fz="1.5rem" fw={650} lh={1.2} />
        ) : (
          <Text fz="1.5rem" fw={650} lh={1.2}>
            {headlineOf(approval)}
          </Text>
        )}
        <Badge variant="light" color={color} size="lg" tt="none" fw={600}>
          {words}
        </Badge>
      </Group>
      <dl className={classes.facts}>
        {linesOf(approval).map(({ label, name, mask }) => (
          <Fact key={label} term={label}>
            <ForeignText>{name}</ForeignText> {mask}
          </Fact>
        ))}
        <Fact term="Asked by">
          {inPortal ? 'You, in the portal' : <ForeignText>{agent ? agentWords(agent) : 'Aiya'}</ForeignText>}
        </Fact>
        <Fact term="Asked">
          <Moment at={createdAt} />
        </Fact>
      </dl>
      {marks && (
        <Stack gap={6} mb="md">
          <ApprovalMarks marks={marks} />
        </Stack>
      )}
      <Group justify="space-between" gap="sm">
        <Text size="sm" c="dimmed" flex="1 1 16rem">
          {explanationOf(approval)}
        </Text>
        {status === 'posted' && payment && <ReceiptLink approvalId={id} />}
        {!isFinal(status) && (
          <Group gap="md">
            <TimeLeft until={expiresAt} />
            <WithdrawButton approvalId={id} reload={reload} />
          </Group>
        )}
      </Group>
    </Paper>
  )
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <Stack gap={0} component="div">
      <Text component="dt" size="sm" c="dimmed">
        {term}
      </Text>
      <Text component="dd" size="sm" fw={550} m={0} style={{ overflowWrap: 'anywhere' }}>
        {children}
      </Text>
    </Stack>
  )
}
