import { Box, Group, Paper, Text, ThemeIcon } from '@mantine/core'
import { IconBuildingBank, IconCreditCard, IconPig } from '@tabler/icons-react'
import { Money } from '@/app/_ui/money'
import { PageLink } from '@/app/_ui/page-link'
import { useSpeech } from '@/app/_ui/spoken'
import type { Account } from '@/lib/ledger/accounts/account'
import classes from './account-card.module.css'
import { StatusBadge } from './status-badge'

const ICONS = { checking: IconBuildingBank, savings: IconPig, credit: IconCreditCard }

/** One account in brief, with a link to its statement. */
export function AccountCard({ account }: { account: Account }) {
  const {
    words: { accounts: words },
    rich,
  } = useSpeech()
  const Icon = ICONS[account.type]
  const type = words.types[account.type]
  return (
    <Paper
      component={PageLink}
      href={`/accounts/${account.id}`}
      p="lg"
      radius="lg"
      className={classes.card}
      data-inactive={account.status !== 'active' || undefined}
    >
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Group gap="sm" wrap="nowrap" miw={0}>
          <ThemeIcon variant="light" size={42} radius="md" color={account.status === 'active' ? 'pine' : 'gray'}>
            <Icon size={22} stroke={1.7} aria-hidden />
          </ThemeIcon>
          <Box miw={0}>
            <Text fw={600} truncate>
              {account.name}
            </Text>
            <Text size="sm" c="dimmed" className="tabular">
              {account.name === type ? '' : `${type} `}
              {account.mask}
            </Text>
          </Box>
        </Group>
        <StatusBadge status={account.status} />
      </Group>
      <Box mt="lg">
        <Money amount={account.balance} currency={account.currency} fz="1.6rem" fw={650} lh={1.2} display="block" />
        <Text size="sm" c="dimmed">
          {account.status !== 'active' && words.unavailable[account.status]}
          {account.status === 'active' &&
            account.available !== account.balance &&
            rich(words.available, { money: <Money amount={account.available} currency={account.currency} inherit /> })}
        </Text>
      </Box>
    </Paper>
  )
}
