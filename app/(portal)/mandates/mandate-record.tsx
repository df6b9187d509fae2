'use client'

import { Badge, Group, Paper, Progress, Stack, Text } from '@mantine/core'
import { Fragment, useId, useState } from 'react'
import { callBank } from '@/app/_ui/api'
import { BusyButton } from '@/app/_ui/busy-button'
import { ForeignText } from '@/app/_ui/foreign-text'
import { Moment } from '@/app/_ui/moment'
import { tell } from '@/app/_ui/notices'
import { failureOf } from '@/app/_ui/problem-words'
import { useSpeech, useWords } from '@/app/_ui/spoken'
import { useAccounts, usePayees } from '@/app/_ui/use-bank'
import type { Mandate } from '@/lib/approvals/mandates/mandate'
import { parseAmount } from '@/lib/ledger/amounts/money'
import { nameOf } from '../transfer/account-choices'
import { useAgentNames } from './agent-choices'

const COLORS: Record<Mandate['status'], string> = {
  requested: 'blue',
  active: 'green',
  denied: 'orange',
  expired: 'gray',
  revoked: 'gray',
  ended: 'gray',
}

/** One mandate: who, how much, from where to where, until when, how much of it is used, and the way to end it. */
export function MandateRecord({ mandate, reload }: { mandate: Mandate; reload: () => void }) {
  const nameId = useId()
  const { agent, status, currency, period, maxPerTransfer, maxPerPeriod, usedInPeriod, validUntil } = mandate
  const { words: all, say, rich, money: shown } = useSpeech()
  const { states, record: words } = all.mandates
  const agentName = useAgentNames()(agent)
  const named = useAccountNames()
  const { revoking, revoke } = useRevoking(mandate, reload)
  const money = (amount: string) => shown(amount, currency)
  return (
    <Paper radius="lg" p="lg" withBorder>
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start" gap="xs">
          <Text fw={650} fz="lg" id={nameId} style={{ overflowWrap: 'anywhere' }}>
            {rich(words.name[period], {
              agent: <ForeignText>{agentName}</ForeignText>,
              money: money(maxPerPeriod),
            })}
          </Text>
          <Badge variant="light" color={COLORS[status]} size="lg">
            {states[status]}
          </Badge>
        </Group>
        <Text size="sm">
          {rich(words.scope, {
            money: money(maxPerTransfer),
            from: <ForeignText>{named(mandate.fromAccountId)}</ForeignText>,
            to: <Names>{mandate.toAccountIds.map(named)}</Names>,
            until: <Moment at={validUntil} />,
          })}
        </Text>
        {status === 'active' && (
          <Stack gap={4}>
            <Progress
              value={shareOf(usedInPeriod, maxPerPeriod, currency)}
              aria-label={words.used[period]}
              color="pine"
            />
            <Text size="sm" c="dimmed" className="tabular">
              {say(words.usedOf[period], { used: money(usedInPeriod), most: money(maxPerPeriod) })}
            </Text>
          </Stack>
        )}
        {(status === 'active' || status === 'requested') && (
          <Group justify="flex-end">
            <BusyButton variant="default" size="sm" busy={revoking} onClick={revoke} aria-describedby={nameId}>
              {status === 'active' ? words.revoke : all.approval.withdraw}
            </BusyButton>
          </Group>
        )}
      </Stack>
    </Paper>
  )
}

/** Names in a row, each in a box of its own: side by side, names that read from right to left would change places. */
function Names({ children }: { children: string[] }) {
  return children.map((name, place) => (
    <Fragment key={name}>
      {place > 0 && ', '}
      <ForeignText>{name}</ForeignText>
    </Fragment>
  ))
}

/** What the customer calls an account of theirs, or a payee's. */
function useAccountNames(): (accountId: string) => string {
  const { anAccount } = useWords().mandates.record
  const { accounts = [] } = useAccounts()
  const { payees = [] } = usePayees()
  return (accountId) => {
    const own = accounts.find(({ id }) => id === accountId)
    const payee = payees.find((each) => each.accountId === accountId)
    return own || payee ? nameOf((own ?? payee) as { name: string; mask: string }) : anAccount
  }
}

function shareOf(used: string, most: string, currency: string): number {
  const [part, whole] = [parseAmount(used, currency) ?? 0n, parseAmount(most, currency) ?? 1n]
  return Number((part * 1000n) / whole) / 10
}

/** Ends the mandate at once and says so, or that it was not confirmed. */
function useRevoking({ id, status }: Mandate, reload: () => void) {
  const words = useWords()
  const { record: said } = words.mandates
  const [revoking, setRevoking] = useState(false)
  const revoke = async () => {
    setRevoking(true)
    try {
      await callBank('DELETE', `/api/mandates/${id}`)
      tell({
        title: status === 'active' ? said.revoked : said.withdrawn,
        message: said.revokedText,
        color: 'pine',
      })
    } catch (error) {
      tell(failureOf(error, said.notRevoked, words))
    } finally {
      reload()
      setRevoking(false)
    }
  }
  return { revoking, revoke: () => void revoke() }
}
