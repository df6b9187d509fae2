import { Badge, Group, Paper, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { APPROVAL_LOOKS } from '@/app/_ui/approval-looks'
import { ApprovalMarks } from '@/app/_ui/approval-marks'
import { Moment } from '@/app/_ui/moment'
import { Money } from '@/app/_ui/money'
import { ReceiptLink } from '@/app/_ui/receipt-link'
import { TimeLeft } from '@/app/_ui/time-left'
import { WithdrawButton } from '@/app/_ui/withdraw-button'
import type { Approval } from '@/lib/approvals/approval'
import { isFinal } from '@/lib/approvals/approval-states'
import classes from './approval-record.module.css'

/** One approval with all that the phone showed, and how it stands. */
export function ApprovalRecord({ approval, reload }: { approval: Approval; reload: () => void }) {
  const { id, status, reason, details, createdAt, expiresAt, marks } = approval
  const { instructedAmount, debtorAccount, creditorAccount, creditorName } = details
  const { words, color, explanation } = APPROVAL_LOOKS[status]
  return (
    <Paper radius="lg" p="lg" withBorder>
      <Group justify="space-between" align="flex-start" gap="xs">
        <Money {...instructedAmount} fz="1.5rem" fw={650} lh={1.2} />
        <Badge variant="light" color={color} size="lg" tt="none" fw={600}>
          {words}
        </Badge>
      </Group>
      <dl className={classes.facts}>
        <Fact term="From">
          {debtorAccount.name} {debtorAccount.mask}
        </Fact>
        <Fact term="To">
          <bdi>{creditorAccount.name}</bdi> {creditorAccount.mask}
          {creditorName !== creditorAccount.name && (
            <Text component="span" c="dimmed" inherit>
              {', '}
              <bdi>{creditorName}</bdi>
            </Text>
          )}
        </Fact>
        {details.remittanceInformationUnstructured && (
          <Fact term="Memo">
            <bdi>{details.remittanceInformationUnstructured}</bdi>
          </Fact>
        )}
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
          {explanation(reason)}
        </Text>
        {status === 'posted' && <ReceiptLink approvalId={id} />}
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
