'use client'

import { Anchor, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { ForeignText } from '@/app/_ui/foreign-text'
import { Money } from '@/app/_ui/money'
import { PageLink } from '@/app/_ui/page-link'
import { useWords } from '@/app/_ui/spoken'
import { useWaitingApprovals } from '@/app/_ui/use-bank'
import { paymentOf } from '@/lib/approvals/approved'

/** What is held in this account for transfers that still wait for the phone; nothing where none waits. */
export function PendingHolds({ accountId }: { accountId: string }) {
  const words = useWords()
  const held = (useWaitingApprovals().waiting ?? []).flatMap((approval) => {
    const payment = paymentOf(approval)
    return payment?.debtorAccount.id === accountId ? [{ ...approval, payment }] : []
  })
  if (held.length === 0) return null
  return (
    <Paper component="section" aria-label={words.statement.pending} radius="lg" p="md" withBorder>
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Title order={2}>{words.statement.pending}</Title>
          <Anchor component={PageLink} href="/approvals" size="sm" underline="always">
            {words.frame.links.approvals}
          </Anchor>
        </Group>
        <Stack component="ul" gap="xs" p={0} m={0} style={{ listStyle: 'none' }}>
          {held.map(({ id, status, payment }) => (
            <Group component="li" key={id} justify="space-between" wrap="nowrap" align="flex-start">
              <Stack gap={0} style={{ overflowWrap: 'anywhere' }}>
                <Text size="sm" fw={550}>
                  <ForeignText>{payment.creditorName}</ForeignText> {payment.creditorAccount.mask}
                </Text>
                <Text size="sm" c="dimmed">
                  {words.approval.states[status]}
                </Text>
              </Stack>
              <Money
                amount={`-${payment.instructedAmount.amount}`}
                currency={payment.instructedAmount.currency}
                size="sm"
                fw={600}
                c="dimmed"
              />
            </Group>
          ))}
        </Stack>
      </Stack>
    </Paper>
  )
}
