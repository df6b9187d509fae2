'use client'

import { Button, Group, SimpleGrid, Skeleton } from '@mantine/core'
import { IconArrowsExchange2, IconMessageChatbot, IconUserPlus } from '@tabler/icons-react'
import { LoadFailure } from '@/app/_ui/load-failure'
import { PageFrame } from '@/app/_ui/page-frame'
import { PageLink } from '@/app/_ui/page-link'
import { useSpeech, useWords } from '@/app/_ui/spoken'
import { useAccounts, useOverview } from '@/app/_ui/use-bank'
import type { Account } from '@/lib/ledger/accounts/account'
import { AccountCard } from './account-card'
import { AccountsSkeleton } from './accounts-skeleton'
import classes from './home.module.css'
import { LastMovements } from './last-movements'
import { NoAccounts } from './no-accounts'
import { Totals } from './totals'
import { WhatWaits } from './what-waits'

/** Where a customer arrives: what waits, what there is, and what moved last. */
export function AccountsOverview({ subject }: { subject: string }) {
  const { accounts: words } = useWords()
  const { accounts, error, reload } = useAccounts()
  return (
    <PageFrame title={words.title} lead={words.lead} actions={accounts && accounts.length > 0 && <QuickActions />}>
      {accounts && accounts.length > 0 && <Home accounts={accounts} />}
      {accounts?.length === 0 && <NoAccounts subject={subject} />}
      {!accounts && (error ? <LoadFailure error={error} retry={reload} /> : <AccountsSkeleton />)}
    </PageFrame>
  )
}

function QuickActions() {
  const { accounts: words, frame } = useWords()
  return (
    <Group gap="xs">
      <Button component={PageLink} href="/transfer" leftSection={<IconArrowsExchange2 size={18} aria-hidden />}>
        {frame.actions.moveMoney}
      </Button>
      <Button
        component={PageLink}
        href="/aiya"
        variant="default"
        leftSection={<IconMessageChatbot size={18} aria-hidden />}
      >
        {words.askAiya}
      </Button>
      <Button
        component={PageLink}
        href="/transfer?add=payee"
        variant="default"
        leftSection={<IconUserPlus size={18} aria-hidden />}
      >
        {frame.actions.addPayee}
      </Button>
    </Group>
  )
}

function Home({ accounts }: { accounts: Account[] }) {
  const { words, say } = useSpeech()
  const { overview, error, reload } = useOverview()
  const closed = accounts.filter(({ status }) => status === 'closed')
  return (
    <>
      <WhatWaits accounts={accounts} />
      <Totals accounts={accounts} netPositions={overview?.netPositions} />
      <div className={classes.below}>
        <div>
          <Cards accounts={accounts.filter(({ status }) => status !== 'closed')} />
          {closed.length > 0 && (
            <details className={classes.closed}>
              <summary>{say(words.accounts.closed, { count: closed.length })}</summary>
              <Cards accounts={closed} />
            </details>
          )}
        </div>
        {overview && overview.movements.length > 0 && (
          <LastMovements movements={overview.movements} accounts={accounts} />
        )}
        {!overview && (error ? <LoadFailure error={error} retry={reload} /> : <Skeleton height={420} radius="lg" />)}
      </div>
    </>
  )
}

function Cards({ accounts }: { accounts: Account[] }) {
  return (
    <SimpleGrid component="ul" cols={{ base: 1, sm: 2 }} p={0} m={0} style={{ listStyle: 'none' }}>
      {accounts.map((account) => (
        <li key={account.id}>
          <AccountCard account={account} />
        </li>
      ))}
    </SimpleGrid>
  )
}
