'use client'

import { Button, Paper, Stack, Text, Title } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { withPageCustomer } from '@/app/_ui/page-customer'

/** Everything that the bank keeps of the customer's, as a file. */
export function ExportCard() {
  return (
    <Paper component="section" aria-labelledby="export" radius="lg" p={{ base: 'md', sm: 'xl' }} withBorder>
      <Stack gap="md" align="flex-start">
        <Title order={2} id="export">
          Your data
        </Title>
        <Text c="dimmed" size="sm">
          Your accounts with all transactions, payees, approvals, orders, chats and sessions, as one JSON file. Keep it
          where nobody else can read it.
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
      </Stack>
    </Paper>
  )
}
