'use client'

import { Anchor, Button, Group, Stack, Text } from '@mantine/core'
import { IconArrowLeft, IconArrowsExchange2, IconReceipt } from '@tabler/icons-react'
import Link from 'next/link'
import { LoadFailure, Notice } from '@/app/_ui/notices'
import { PageFrame } from '@/app/_ui/page-frame'
import { useAccounts } from '@/app/_ui/use-bank'
import type { Account } from '@/lib/accounts/account'
import { StatusBadge } from '../status-badge'
import { BalanceCard } from './balance-card'
import { StatementSkeleton } from './statement-skeleton'
import { StatementTable } from './statement-table'
import { useStatement } from './use-statement'

/** An account with its transactions. `opened` is the account as the page was opened; live events renew it. */
export function Statement({ opened }: { opened: Account }) {
  const account = useAccounts().accounts?.find(({ id }) => id === opened.id) ?? opened
  const { transactions, error, hasMore, loadingMore, loadMore, reload } = useStatement(account.id)
  return (
    <PageFrame
      title={
        <Group component="span" gap="sm" display="inline-flex">
          {account.name}
          <Text component="span" c="dimmed" inherit className="tabular">
            {account.mask}
          </Text>
          <StatusBadge status={account.status} />
        </Group>
      }
      lead={
        <Anchor component={Link} href="/accounts" size="sm">
          <Group component="span" gap={6} display="inline-flex">
            <IconArrowLeft size={16} aria-hidden />
            Overview
          </Group>
        </Anchor>
      }
      actions={
        account.status === 'active' && (
          <Button
            component={Link}
            href={`/transfer?from=${account.id}`}
            leftSection={<IconArrowsExchange2 size={18} aria-hidden />}
          >
            Move money
          </Button>
        )
      }
    >
      <BalanceCard account={account} />
      {!transactions && (error ? <LoadFailure error={error} retry={reload} /> : <StatementSkeleton />)}
      {transactions?.length === 0 && (
        <Notice icon={<IconReceipt size={28} aria-hidden />} title="Nothing has moved here yet" color="gray">
          <Text c="dimmed">The first transaction of this account will appear here.</Text>
        </Notice>
      )}
      {transactions && transactions.length > 0 && (
        <Stack gap="md">
          <StatementTable transactions={transactions} currency={account.currency} />
          {error && <LoadFailure error={error} retry={reload} />}
          {hasMore && (
            <Button variant="default" onClick={loadMore} loading={loadingMore} style={{ alignSelf: 'center' }}>
              Load more
            </Button>
          )}
        </Stack>
      )}
    </PageFrame>
  )
}
