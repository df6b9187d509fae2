'use client'

import { Anchor, Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useWords } from '@/app/_ui/spoken'
import { useFile } from '@/app/_ui/use-file'

const TABLES = [
  'accounts',
  'transactions',
  'payees',
  'scheduledTransfers',
  'approvals',
  'mandates',
  'conditionalOrders',
  'chats',
  'sessions',
] as const

/** Everything that the bank keeps of the customer's, as a file. */
export function ExportCard() {
  const { data: words } = useWords().profile
  const file = useFile()
  return (
    <Paper component="section" aria-labelledby="export" radius="lg" p={{ base: 'md', sm: 'xl' }} withBorder>
      <Stack gap="md" align="flex-start">
        <Title order={2} id="export">
          {words.title}
        </Title>
        <Text c="dimmed" size="sm">
          {words.text}
        </Text>
        <Button
          component="a"
          {...file('/api/export')}
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
        >
          {words.save}
        </Button>
        {/* Folded: these links have the names of the pages in the menu. */}
        <details>
          <Text component="summary" size="sm" style={{ cursor: 'pointer' }}>
            {words.tables}
          </Text>
          <Group component="ul" gap="0.25rem 1rem" p={0} m={0} mt="xs" style={{ listStyle: 'none' }}>
            {TABLES.map((list) => (
              <li key={list}>
                <Anchor {...file(`/api/export/csv?list=${list}`)} size="sm" underline="always">
                  {words.lists[list]}
                </Anchor>
              </li>
            ))}
          </Group>
        </details>
      </Stack>
    </Paper>
  )
}
