'use client'

import { Anchor, Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { withPageCustomer } from '@/app/_ui/page-customer'

const TABLES = [
  ['accounts', 'Accounts'],
  ['transactions', 'Transactions'],
  ['payees', 'Payees'],
  ['scheduledTransfers', 'Scheduled transfers'],
  ['approvals', 'Approvals'],
  ['mandates', 'Mandates'],
  ['conditionalOrders', 'Orders that wait for a price'],
  ['chats', 'Chats'],
  ['sessions', 'Sessions'],
] as const

/** Everything that the bank keeps of the customer's, as a file. */
export function ExportCard() {
  return (
    <Paper component="section" aria-labelledby="export" radius="lg" p={{ base: 'md', sm: 'xl' }} withBorder>
      <Stack gap="md" align="flex-start">
        <Title order={2} id="export">
          Your data
        </Title>
        <Text c="dimmed" size="sm">
          Your accounts with all transactions, payees, approvals, orders, chats and sessions, as one JSON file, or each
          list as a table (CSV). Keep them where nobody else can read them.
        </Text>
        <Button
          component="a"
          href={withPageCustomer('/api/export')}
          download
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
        >
          Download my data
        </Button>
        <Group component="ul" gap="xs 1rem" p={0} m={0} style={{ listStyle: 'none' }} aria-label="Tables">
          {TABLES.map(([list, words]) => (
            <li key={list}>
              <Anchor href={withPageCustomer(`/api/export/csv?list=${list}`)} download size="sm" underline="always">
                {words}
              </Anchor>
            </li>
          ))}
        </Group>
      </Stack>
    </Paper>
  )
}
