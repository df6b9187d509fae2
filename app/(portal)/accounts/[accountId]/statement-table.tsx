import { Paper, Table, Text, VisuallyHidden } from '@mantine/core'
import { Moment } from '@/app/_ui/moment'
import { Money } from '@/app/_ui/money'
import type { Transaction } from '@/lib/accounts/read-statement'

interface StatementTableProps {
  transactions: Transaction[]
  currency: string
}

/** The transactions as a table; on a phone, date and balance move under the description and the amount. */
export function StatementTable({ transactions, currency }: StatementTableProps) {
  return (
    <Paper radius="lg" withBorder p={{ base: 'xs', sm: 'md' }}>
      <Table verticalSpacing="sm" horizontalSpacing="sm" layout="auto">
        <Table.Caption>
          <VisuallyHidden>Transactions, newest first</VisuallyHidden>
        </Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th visibleFrom="sm" w={190}>
              Date
            </Table.Th>
            <Table.Th>Description</Table.Th>
            <Table.Th ta="right">Amount</Table.Th>
            <Table.Th ta="right" visibleFrom="sm" w={150}>
              Balance after
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {transactions.map((transaction) => (
            <StatementRow key={transaction.id} transaction={transaction} currency={currency} />
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  )
}

function StatementRow({ transaction, currency }: { transaction: Transaction; currency: string }) {
  const { amount, balanceAfter, description, counterparty, createdAt } = transaction
  const cameIn = !amount.startsWith('-')
  return (
    <Table.Tr>
      <Table.Td visibleFrom="sm" c="dimmed">
        <Moment at={createdAt} />
      </Table.Td>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>
        <Text size="sm" fw={550}>
          <bdi>{description}</bdi>
        </Text>
        {counterparty && !description.includes(counterparty) && (
          <Text size="xs" c="dimmed">
            <bdi>{counterparty}</bdi>
          </Text>
        )}
        <Text size="xs" c="dimmed" hiddenFrom="sm">
          <Moment at={createdAt} />
        </Text>
      </Table.Td>
      <Table.Td ta="right" style={{ whiteSpace: 'nowrap' }}>
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
      </Table.Td>
      <Table.Td ta="right" visibleFrom="sm" c="dimmed">
        <Money amount={balanceAfter} currency={currency} size="sm" />
      </Table.Td>
    </Table.Tr>
  )
}
