'use client'

import { Button, SimpleGrid } from '@mantine/core'
import { IconArrowsExchange2 } from '@tabler/icons-react'
import { LoadFailure } from '@/app/_ui/load-failure'
import { PageFrame } from '@/app/_ui/page-frame'
import { PageLink } from '@/app/_ui/page-link'
import { useAccounts } from '@/app/_ui/use-bank'
import { AccountCard } from './account-card'
import { AccountsSkeleton } from './accounts-skeleton'
import { NoAccounts } from './no-accounts'
import { Totals } from './totals'

export function AccountsOverview({ subject }: { subject: string }) {
  const { accounts, error, reload } = useAccounts()
  const some = accounts && accounts.length > 0
  return (
    <PageFrame
      title="Accounts"
      lead="What you have right now."
      actions={
        some && (
          <Button component={PageLink} href="/transfer" leftSection={<IconArrowsExchange2 size={18} aria-hidden />}>
            Move money
          </Button>
        )
      }
    >
      {some && (
        <>
          <Totals accounts={accounts} />
          <SimpleGrid component="ul" cols={{ base: 1, sm: 2, lg: 3 }} p={0} m={0} style={{ listStyle: 'none' }}>
            {accounts.map((account) => (
              <li key={account.id}>
                <AccountCard account={account} />
              </li>
            ))}
          </SimpleGrid>
        </>
      )}
      {accounts?.length === 0 && <NoAccounts subject={subject} />}
      {!accounts && (error ? <LoadFailure error={error} retry={reload} /> : <AccountsSkeleton />)}
    </PageFrame>
  )
}
