'use client'

import { Badge, Group, Paper, Progress, Stack, Text } from '@mantine/core'
import { useId, useState } from 'react'
import { callBank, failureOf } from '@/app/_ui/api'
import { BusyButton } from '@/app/_ui/busy-button'
import { ForeignText } from '@/app/_ui/foreign-text'
import { Moment } from '@/app/_ui/moment'
import { tell } from '@/app/_ui/notices'
import { useAccounts, usePayees } from '@/app/_ui/use-bank'
import type { Mandate } from '@/lib/approvals/mandates/mandate'
import { formatMoney, parseAmount } from '@/lib/ledger/amounts/money'
import { nameOf } from '../transfer/account-choices'
import { useAgentNames } from './agent-choices'

const LOOKS: Record<Mandate['status'], { words: string; color: string }> = {
  requested: { words: 'Waiting for your phone', color: 'blue' },
  active: { words: 'In force', color: 'green' },
  denied: { words: 'Denied', color: 'orange' },
  expired: { words: 'Not answered', color: 'gray' },
  revoked: { words: 'Revoked', color: 'gray' },
  ended: { words: 'Over', color: 'gray' },
}
const THIS_PERIOD = { day: 'today', week: 'this week', month: 'this month' }

/** One mandate: who, how much, from where to where, until when, how much of it is used, and the way to end it. */
export function MandateRecord({ mandate, reload }: { mandate: Mandate; reload: () => void }) {
  const nameId = useId()
  const { agent, status, currency, period, maxPerTransfer, maxPerPeriod, usedInPeriod, validUntil } = mandate
  const { words, color } = LOOKS[status]
  const agentName = useAgentNames()(agent)
  const named = useAccountNames()
  const { revoking, revoke } = useRevoking(mandate, reload)
  const money = (amount: string) => formatMoney(amount, currency)
  return (
    <Paper radius="lg" p="lg" withBorder>
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start" gap="xs">
          <Text fw={650} fz="lg" id={nameId} style={{ overflowWrap: 'anywhere' }}>
            <ForeignText>{agentName}</ForeignText>: {money(maxPerPeriod)} a {period}
          </Text>
          <Badge variant="light" color={color} size="lg" tt="none" fw={600}>
            {words}
          </Badge>
        </Group>
        <Text size="sm">
          At most {money(maxPerTransfer)} at once, from <ForeignText>{named(mandate.fromAccountId)}</ForeignText> to{' '}
          <ForeignText>{mandate.toAccountIds.map(named).join(', ')}</ForeignText>, until <Moment at={validUntil} />
        </Text>
        {status === 'active' && (
          <Stack gap={4}>
            <Progress
              value={shareOf(usedInPeriod, maxPerPeriod, currency)}
              aria-label={`Used ${THIS_PERIOD[period]}`}
              color="pine"
            />
            <Text size="sm" c="dimmed" className="tabular">
              {money(usedInPeriod)} of {money(maxPerPeriod)} used {THIS_PERIOD[period]}
            </Text>
          </Stack>
        )}
        {(status === 'active' || status === 'requested') && (
          <Group justify="flex-end">
            <BusyButton variant="default" size="sm" busy={revoking} onClick={revoke} aria-describedby={nameId}>
              {status === 'active' ? 'Revoke' : 'Withdraw'}
            </BusyButton>
          </Group>
        )}
      </Stack>
    </Paper>
  )
}

/** What the customer calls an account of theirs, or a payee's. */
function useAccountNames(): (accountId: string) => string {
  const { accounts = [] } = useAccounts()
  const { payees = [] } = usePayees()
  return (accountId) => {
    const own = accounts.find(({ id }) => id === accountId)
    const payee = payees.find((each) => each.accountId === accountId)
    return own || payee ? nameOf((own ?? payee) as { name: string; mask: string }) : 'an account'
  }
}

function shareOf(used: string, most: string, currency: string): number {
  const [part, whole] = [parseAmount(used, currency) ?? 0n, parseAmount(most, currency) ?? 1n]
  return Number((part * 1000n) / whole) / 10
}

/** Ends the mandate at once and says so, or that it was not confirmed. */
function useRevoking({ id, status }: Mandate, reload: () => void) {
  const [revoking, setRevoking] = useState(false)
  const revoke = async () => {
    setRevoking(true)
    try {
      await callBank('DELETE', `/api/mandates/${id}`)
      const message = 'From now on your phone is asked about each of these transfers.'
      tell({ title: status === 'active' ? 'Mandate revoked' : 'Withdrawn', message, color: 'pine' })
    } catch (error) {
      tell(failureOf(error, 'Not revoked'))
    } finally {
      reload()
      setRevoking(false)
    }
  }
  return { revoking, revoke: () => void revoke() }
}
