import { Group, Paper, Stack, Text, Title } from '@mantine/core'
import { IconArrowDownLeft, IconArrowsLeftRight, IconArrowUpRight } from '@tabler/icons-react'
import { dayName, daysOf } from '@/app/_ui/days-of'
import { ForeignText } from '@/app/_ui/foreign-text'
import { Money } from '@/app/_ui/money'
import { PageLink } from '@/app/_ui/page-link'
import { Pause } from '@/app/_ui/pause'
import { useSpeech } from '@/app/_ui/spoken'
import { useTimeZone } from '@/app/_ui/time-zone'
import type { Account } from '@/lib/ledger/accounts/account'
import type { Movement } from '@/lib/ledger/accounts/last-movements'
import { nameOf } from '../transfer/account-choices'
import classes from './home.module.css'
import { memoOf } from './memo-of'

interface LastMovementsProps {
  movements: Movement[]
  accounts: Account[]
}

/** The last movements over all accounts, each a link to the statement that it stands in. */
export function LastMovements({ movements, accounts }: LastMovementsProps) {
  const speech = useSpeech()
  const timeZone = useTimeZone()
  const days = daysOf(movements, timeZone)
  return (
    <Paper component="section" aria-labelledby="movements" radius="lg" p={{ base: 'md', sm: 'lg' }} withBorder>
      <Title order={2} id="movements" mb="xs">
        {speech.words.accounts.movements.title}
      </Title>
      <Stack component="ul" gap={0} className={classes.plain}>
        {days.flatMap((day) =>
          day.items.map((movement) => (
            <li key={movement.id}>
              <Row
                movement={movement}
                day={dayName(day, timeZone, speech)}
                account={accounts.find(({ id }) => id === movement.accountId)}
              />
            </li>
          )),
        )}
      </Stack>
    </Paper>
  )
}

function Row({ movement, day, account }: { movement: Movement; day: string; account: Account | undefined }) {
  const { amount, currency, counterparty, description, ownAccountId, accountId } = movement
  const isOwn = ownAccountId !== null
  const cameIn = !amount.startsWith('-')
  const Icon = isOwn ? IconArrowsLeftRight : cameIn ? IconArrowDownLeft : IconArrowUpRight
  const memo = memoOf(movement)
  const { words, rich } = useSpeech()
  const { from, to } = words.accounts.movements
  const name = <ForeignText>{counterparty ?? description}</ForeignText>
  return (
    <PageLink href={`/accounts/${accountId}`} className={classes.row}>
      <Icon size={20} stroke={1.7} aria-hidden className={classes.icon} />
      <Group component="span" justify="space-between" wrap="nowrap" gap="sm" flex={1} miw={0} align="flex-start">
        <span className={classes.words}>
          <Text component="span" display="block" size="sm" fw={550}>
            {counterparty ? rich(cameIn ? from : to, { name }) : name}
            <Pause />
          </Text>
          <Text component="span" size="xs" c="dimmed" lineClamp={2} suppressHydrationWarning>
            {day}
            {account && (
              <>
                <Pause dot />
                {nameOf(account)}
              </>
            )}
            {memo && (
              <>
                <Pause dot />
                <ForeignText>{memo}</ForeignText>
              </>
            )}
            <Pause />
          </Text>
        </span>
        <Money
          amount={isOwn ? amount.slice(1) : amount}
          currency={currency}
          signed={!isOwn}
          size="sm"
          fw={600}
          c={cameIn ? 'var(--bank-in)' : undefined}
        />
      </Group>
    </PageLink>
  )
}
