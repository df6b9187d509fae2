import { Paper, Table } from '@mantine/core'
import { Money } from '@/app/_ui/money'
import { useWords } from '@/app/_ui/spoken'
import type { Holding } from '@/lib/auth0/ai/own-shares'

/** One line for each share that the customer holds. */
export function HoldingsTable({ holdings }: { holdings: Holding[] }) {
  const { table: words } = useWords().portfolio
  return (
    <Paper withBorder radius="lg" p="xs">
      <Table aria-label={words.name} verticalSpacing="sm" horizontalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{words.share}</Table.Th>
            <Table.Th scope="col" ta="right">
              {words.qty}
            </Table.Th>
            <Table.Th scope="col" ta="right">
              {words.price}
            </Table.Th>
            <Table.Th scope="col" ta="right">
              {words.worth}
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
