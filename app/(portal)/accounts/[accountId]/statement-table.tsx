import { Group, Paper, Text, VisuallyHidden } from '@mantine/core'
import { type Day, dayName, daysOf } from '@/app/_ui/days-of'
import { ForeignText } from '@/app/_ui/foreign-text'
import { Money } from '@/app/_ui/money'
import { useSpeech, useWords } from '@/app/_ui/spoken'
import { useTimeZone } from '@/app/_ui/time-zone'
import type { Transaction } from '@/lib/ledger/accounts/find-transactions'
import { memoOf } from '../memo-of'
import { sumDecimals } from '../sum-decimals'
import classes from './statement-table.module.css'

/** A column that a phone has no room for. */
const WIDE_AMOUNT = `mantine-visible-from-sm ${classes.amount}`

interface StatementTableProps {
  transactions: Transaction[]
  currency: string
  /** Whether older lines are not loaded yet, so that the last day may be incomplete. */
  hasMore: boolean
}

/** The transactions as a table by days; on a phone, time and balance move under the payee and the amount. */
export function StatementTable({ transactions, currency, hasMore }: StatementTableProps) {
  const { table: words } = useWords().statement
  const timeZone = useTimeZone()
  const days = daysOf(transactions, timeZone)
  return (
    <Paper radius="lg" withBorder p="xs">
      <table className={classes.table}>
        <caption>
          <VisuallyHidden>{words.name}</VisuallyHidden>
        </caption>
        <thead>
          <tr>
            <th>{words.payee}</th>
            <th className="mantine-visible-from-sm" style={{ width: 90 }}>
              {words.time}
            </th>
            <th className={classes.amount}>{words.amount}</th>
            <th className={WIDE_AMOUNT} style={{ width: 150 }}>
              {words.balanceAfter}
            </th>
          </tr>
        </thead>
        {days.map((day, index) => (
          <tbody key={day.date}>
            <DayRow day={day} currency={currency} isWhole={!hasMore || index < days.length - 1} />
            {day.items.map((transaction) => (
              <StatementRow key={transaction.id} transaction={transaction} currency={currency} />
            ))}
          </tbody>
        ))}
      </table>
    </Paper>
  )
}

function DayRow({ day, currency, isWhole }: { day: Day<Transaction>; currency: string; isWhole: boolean }) {
  const speech = useSpeech()
  const sum = sumDecimals(
    day.items.map(({ amount }) => amount),
    currency,
  )
  return (
    <tr className={classes.day}>
      <th colSpan={4} scope="rowgroup">
        <Group justify="space-between" gap="xs" wrap="nowrap">
          <Text component="span" size="sm" fw={600} suppressHydrationWarning>
            {dayName(day, useTimeZone(), speech)}
          </Text>
          {isWhole && day.items.length > 1 && (
            <Text component="span" size="sm" c="dimmed" fw={400}>
              <VisuallyHidden>{speech.words.statement.table.together} </VisuallyHidden>
              <Money amount={sum} currency={currency} signed inherit />
            </Text>
          )}
        </Group>
      </th>
    </tr>
  )
}

function StatementRow({ transaction, currency }: { transaction: Transaction; currency: string }) {
  const { amount, balanceAfter, description, counterparty, createdAt, arriving } = transaction
  const cameIn = !amount.startsWith('-')
  const memo = memoOf(transaction)
  const { words, dateFormat } = useSpeech()
  const time = dateFormat({ hour: '2-digit', minute: '2-digit', timeZone: useTimeZone() })
  const at = <time dateTime={createdAt}>{time.format(new Date(createdAt))}</time>
  return (
    <tr>
      <td style={{ overflowWrap: 'anywhere' }}>
        <Text size="sm" fw={550}>
          <ForeignText>{counterparty ?? description}</ForeignText>
        </Text>
        {memo && (
          <Text size="sm" c="dimmed">
            <ForeignText>{memo}</ForeignText>
          </Text>
        )}
        {arriving && (
          <Text size="sm" c="dimmed">
            {words.statement.table.arriving}
          </Text>
        )}
        <Text size="xs" c="dimmed" hiddenFrom="sm">
          {at}
        </Text>
      </td>
      <td className={`mantine-visible-from-sm tabular ${classes.dimmed}`}>{at}</td>
      <td className={classes.amount}>
        <Money
          amount={amount}
          currency={currency}
          signed
          fw={600}
          size="sm"
          c={cameIn ? 'var(--bank-in)' : undefined}
        />
        <Text size="xs" c="dimmed" hiddenFrom="sm">
          <Money amount={balanceAfter} currency={currency} inherit />
        </Text>
      </td>
      <td className={`${WIDE_AMOUNT} ${classes.dimmed}`}>
        <Money amount={balanceAfter} currency={currency} size="sm" />
      </td>
    </tr>
  )
}
