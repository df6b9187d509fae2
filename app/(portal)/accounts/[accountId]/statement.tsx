'use client'

import { Anchor, Button, Group, Stack, Text } from '@mantine/core'
import { IconArrowLeft, IconArrowsExchange2, IconReceipt, IconZoomCancel } from '@tabler/icons-react'
import { ApiProblem } from '@/app/_ui/api'
import { LoadFailure } from '@/app/_ui/load-failure'
import { LoadMore } from '@/app/_ui/load-more'
import { Notice } from '@/app/_ui/notice'
import { PageFrame } from '@/app/_ui/page-frame'
import { PageLink } from '@/app/_ui/page-link'
import { useWords } from '@/app/_ui/spoken'
import { useAccounts } from '@/app/_ui/use-bank'
import type { Account } from '@/lib/ledger/accounts/account'
import { StatusBadge } from '../status-badge'
import { BalanceCard } from './balance-card'
import { PendingHolds } from './pending-holds'
import { StatementFilters } from './statement-filters'
import { StatementSkeleton } from './statement-skeleton'
import { StatementTable } from './statement-table'
import { useFilter } from './use-filter'
import { useFoundAloud } from './use-found-aloud'
import { useStatement } from './use-statement'

/** An account with its transactions. `opened` is the account as it was when the page opened; live events renew it. */
export function Statement({ opened }: { opened: Account }) {
  const words = useWords()
  const account = useAccounts().accounts?.find(({ id }) => id === opened.id) ?? opened
  const { filter, isFiltered, change, clear } = useFilter()
  const { transactions, error, hasMore, loadingMore, loadMore, reload } = useStatement(account.id, filter)
  useFoundAloud({ filter, transactions, hasMore })
  const errors = error instanceof ApiProblem && error.code === 'invalid_request' ? error.errors : []
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
        <Anchor component={PageLink} href="/accounts" size="sm">
          <Group component="span" gap={6} display="inline-flex">
            <IconArrowLeft size={16} aria-hidden />
            {words.statement.overview}
          </Group>
        </Anchor>
      }
      actions={
        account.status === 'active' && (
          <Button
            component={PageLink}
            href={`/transfer?from=${account.id}`}
            leftSection={<IconArrowsExchange2 size={18} aria-hidden />}
          >
            {words.frame.actions.moveMoney}
          </Button>
        )
      }
    >
      <BalanceCard account={account} />
      {!isFiltered && <PendingHolds accountId={account.id} />}
      {(isFiltered || transactions?.length !== 0) && (
        <StatementFilters
          accountId={account.id}
          currency={account.currency}
          filter={filter}
          isFiltered={isFiltered}
          change={change}
          clear={clear}
          errors={errors}
        />
      )}
      {!transactions &&
        errors.length === 0 &&
        (error ? <LoadFailure error={error} retry={reload} /> : <StatementSkeleton />)}
      {transactions?.length === 0 && (isFiltered ? <NothingFound clear={clear} /> : <NothingYet />)}
      {transactions && transactions.length > 0 && (
        <Stack gap="md">
          <StatementTable transactions={transactions} currency={account.currency} hasMore={hasMore} />
          {error && <LoadFailure error={error} retry={reload} />}
          <LoadMore hasMore={hasMore} loading={loadingMore} shown={transactions.length} onLoad={loadMore} />
        </Stack>
      )}
    </PageFrame>
  )
}

function NothingYet() {
  const { none } = useWords().statement
  return (
    <Notice icon={<IconReceipt size={28} aria-hidden />} title={none.title} color="gray">
      <Text c="dimmed">{none.text}</Text>
    </Notice>
  )
}

function NothingFound({ clear }: { clear: () => void }) {
  const { noMatch } = useWords().statement
  return (
    <Notice icon={<IconZoomCancel size={28} aria-hidden />} title={noMatch.title} color="gray">
      <Text c="dimmed">{noMatch.text}</Text>
      <Button variant="default" onClick={clear} mt="xs">
        {noMatch.showAll}
      </Button>
    </Notice>
  )
}
