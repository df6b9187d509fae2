'use client'

import { Box, Button, Group, Paper, Text, Title } from '@mantine/core'
import { IconCalendarDue, IconChartLine, IconDeviceMobileCheck } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import useSWR from 'swr'
import { headlineOf } from '@/app/_ui/approval-lines'
import { ForeignText } from '@/app/_ui/foreign-text'
import { useLiveEvent } from '@/app/_ui/live-events'
import { PageLink } from '@/app/_ui/page-link'
import { CONDITIONAL_ORDERS, SCHEDULED } from '@/app/_ui/paths'
import { Pause } from '@/app/_ui/pause'
import { useSpeech } from '@/app/_ui/spoken'
import { TimeLeft } from '@/app/_ui/time-left'
import { usePayees, useWaitingApprovals } from '@/app/_ui/use-bank'
import type { Approval } from '@/lib/approvals/approval'
import { paymentOf } from '@/lib/approvals/approved'
import type { ConditionalOrder } from '@/lib/conditional-orders/conditional-order'
import type { Account } from '@/lib/ledger/accounts/account'
import type { ScheduledTransfer } from '@/lib/scheduled-transfers/scheduled-transfer'
import { calledIn } from '../transfer/called-in'
import { dateWords } from '../transfer/use-schedule'
import classes from './home.module.css'

/** How many of each kind are shown. */
const SHOWN_MAX = 3
const WHEN = { once: 'on', week: 'onWeekly', month: 'onMonthly' } as const

/** What waits for the customer, for a day or for a price; nothing where nothing does. */
export function WhatWaits({ accounts }: { accounts: Account[] }) {
  const speech = useSpeech()
  const { words: all, say, rich, money } = speech
  const words = all.accounts.waits
  const approvals = useWaitingApprovals()
  const scheduled = useSWR<{ scheduledTransfers: ScheduledTransfer[] }>(SCHEDULED)
  const orders = useSWR<{ conditionalOrders: ConditionalOrder[] }>(CONDITIONAL_ORDERS)
  const { payees = [] } = usePayees()
  const reload = () => {
    void approvals.reload()
    void scheduled.mutate()
    void orders.mutate()
  }
  useLiveEvent(['account', 'approval'], () => void scheduled.mutate())
  useLiveEvent('approval', () => void orders.mutate())
  const waiting = approvals.waiting ?? []
  const due = scheduled.data?.scheduledTransfers.filter(({ status }) => status === 'active') ?? []
  const priced = orders.data?.conditionalOrders.filter(({ status }) => status === 'pending') ?? []
  const isUnread =
    (!approvals.waiting && approvals.error) || (!scheduled.data && scheduled.error) || (!orders.data && orders.error)
  if (waiting.length + due.length + priced.length === 0 && !isUnread) return null
  return (
    <Paper component="section" aria-labelledby="waits" radius="lg" p={{ base: 'md', sm: 'lg' }} withBorder>
      <Title order={2} id="waits" mb="xs">
        {words.title}
      </Title>
      {isUnread && (
        <Group role="alert" gap="sm">
          <Text size="sm" c="dimmed">
            {words.unread}
          </Text>
          <Button variant="default" size="xs" onClick={reload}>
            {all.frame.actions.tryAgain}
          </Button>
        </Group>
      )}
      <ul className={classes.plain}>
        {waiting.slice(0, SHOWN_MAX).map((approval) => (
          <Row key={approval.id} href="/approvals" Icon={IconDeviceMobileCheck} says={<Asked approval={approval} />}>
            {approval.status === 'approved' ? words.approved : words.phone}
            {approval.status !== 'approved' && <TimeLeft until={approval.expiresAt} />}
          </Row>
        ))}
        {due.slice(0, SHOWN_MAX).map(({ id, amount, currency, toAccountId, nextOn, every }) => (
          <Row
            key={id}
            href="/transfer#scheduled"
            Icon={IconCalendarDue}
            says={rich(words.moneyTo, {
              money: money(amount, currency),
              name: <ForeignText>{calledIn(toAccountId, accounts, payees, all)}</ForeignText>,
            })}
          >
            {nextOn && say(words[WHEN[every ?? 'once']], { day: dateWords(nextOn, speech) })}
          </Row>
        ))}
        {priced.slice(0, SHOWN_MAX).map(({ id, side, qty, ticker, when, price, currency }) => (
          <Row key={id} href="/orders" Icon={IconChartLine} says={say(words[side], { qty, ticker })}>
            {say(when === 'below' ? words.onceBelow : words.onceAbove, { price: money(price, currency) })}
          </Row>
        ))}
      </ul>
      <More rest={[waiting, due, priced].reduce((sum, { length }) => sum + Math.max(0, length - SHOWN_MAX), 0)} />
    </Paper>
  )
}

function Asked({ approval }: { approval: Approval }) {
  const payment = paymentOf(approval)
  const speech = useSpeech()
  const { words, rich } = speech
  if (!payment) return headlineOf(approval, speech)
  return rich(words.accounts.waits.moneyTo, {
    money: headlineOf(approval, speech),
    name: <ForeignText>{`${payment.creditorAccount.name} ${payment.creditorAccount.mask}`}</ForeignText>,
  })
}

function More({ rest }: { rest: number }) {
  const { words, say } = useSpeech()
  if (rest === 0) return null
  return (
    <Text size="sm" c="dimmed" mt="xs">
      {say(words.accounts.waits.more, { count: rest })}
    </Text>
  )
}

interface RowProps {
  href: string
  Icon: typeof IconCalendarDue
  says: ReactNode
  children: ReactNode
}

function Row({ href, Icon, says, children }: RowProps) {
  return (
    <li>
      <PageLink href={href} className={classes.row}>
        <Icon size={20} stroke={1.7} aria-hidden className={classes.icon} />
        <Box component="span" className={classes.words}>
          <Text component="span" display="block" size="sm" fw={550} style={{ overflowWrap: 'anywhere' }}>
            {says}
            <Pause />
          </Text>
          <Group component="span" gap="xs" align="baseline" fz="sm" c="dimmed" style={{ rowGap: 0 }}>
            {children}
          </Group>
        </Box>
      </PageLink>
    </li>
  )
}
