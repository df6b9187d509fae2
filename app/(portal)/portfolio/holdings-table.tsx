import { Paper, Table } from '@mantine/core'
import { Money } from '@/app/_ui/money'
import type { Holding } from '@/lib/auth0/ai/own-shares'

/** One line for each share that the customer holds. */
export function HoldingsTable({ holdings }: { holdings: Holding[] }) {
  return (
    <Paper withBorder radius="lg" p={{ base: 'xs', sm: 'md' }}>
      <Table aria-label="Shares" verticalSpacing="sm" horizontalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">Share</Table.Th>
            <Table.Th scope="col" ta="right">
              You hold
            </Table.Th>
            <Table.Th scope="col" ta="right">
              Price
            </Table.Th>
            <Table.Th scope="col" ta="right">
              Worth
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {holdings.map(({ ticker, qty, price, value, currency }) => (
            <Table.Tr key={ticker}>
              <Table.Th scope="row" fw={600}>
                {ticker}
              </Table.Th>
              <Table.Td ta="right" className="tabular">
                {qty}
              </Table.Td>
              <Table.Td ta="right">
                <Money amount={price} currency={currency} fz="inherit" />
              </Table.Td>
              <Table.Td ta="right">
                <Money amount={value} currency={currency} fw={600} fz="inherit" />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  )
}
