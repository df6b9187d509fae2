import { Box, Group, Paper, Text } from '@mantine/core'
import { Money } from '@/app/_ui/money'
import { useWords } from '@/app/_ui/spoken'
import type { Account } from '@/lib/ledger/accounts/account'
import { AccountDetails } from './account-details'

/** The account's balance, its available money, and its number for whoever asks for it. */
export function BalanceCard({ account }: { account: Account }) {
  const { statement: words } = useWords()
  return (
    <Paper component="section" aria-label={words.balance} radius="lg" p="lg" withBorder>
      <Group gap="0.75rem 3rem" align="flex-end">
        <Box>
          <Text size="sm" c="dimmed">
            {words.balance}
          </Text>
          <Money amount={account.balance} currency={account.currency} fz="1.9rem" fw={650} lh={1.2} />
        </Box>
        {account.status === 'active' && (
          <Box>
            <Text size="sm" c="dimmed">
              {words.available}
            </Text>
            <Money amount={account.available} currency={account.currency} fz="1.9rem" fw={650} lh={1.2} />
          </Box>
        )}
        <Box ml="auto">
          <AccountDetails accountId={account.id} />
        </Box>
      </Group>
      {account.status !== 'active' && (
        <Text size="sm" c="dimmed" mt="sm">
          {words.inactive[account.status]}
        </Text>
      )}
    </Paper>
  )
}
