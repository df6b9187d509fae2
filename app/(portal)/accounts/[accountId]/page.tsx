import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { accounts } from '@/app/_ui/first-reads'
import { MadeFor } from '@/app/_ui/made-for'
import { ReadAlready } from '@/app/_ui/read-already'
import { Says } from '@/app/_words/says'
import { requirePageCustomer } from '@/lib/auth0/session/page-customer'
import type { Account } from '@/lib/ledger/accounts/account'
import { findTransactions } from '@/lib/ledger/accounts/find-transactions'
import { findAccount } from '@/lib/ledger/accounts/list-accounts'
import { parseTransactionPage } from '@/lib/ledger/accounts/transaction-filter'
import { Refusal } from '@/lib/ledger/refusal'
import { timeZoneOf } from '@/lib/platform/time/time-zone'
import { Statement } from './statement'
import { statementPath } from './statement-path'

interface Props {
  params: Promise<{ accountId: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

interface Opened {
  customerId: string
  account: Account
}

/**
 * The account in the address, if it is the customer's own; any other address is not found. Read once for each request.
 */
const opened = cache(async (accountId: string): Promise<Opened> => {
  const customer = await requirePageCustomer(`/accounts/${encodeURIComponent(accountId)}`)
  const account = await findAccount(customer.id, accountId).catch((error: unknown) => {
    if (error instanceof Refusal) notFound()
    throw error
  })
  return { customerId: customer.id, account }
})

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { account } = await opened((await params).accountId)
  return { title: `${account.name} ${account.mask}` }
}

export default async function StatementPage({ params, searchParams }: Props) {
  const { customerId, account } = await opened((await params).accountId)
  const scope = { customerId, accountId: account.id, timeZone: timeZoneOf({ headers: await headers() }) }
  // A statement that is searched is read by the page alone, which also says what is wrong with a search.
  const isSearched = Object.keys(await searchParams).length > 0
  const path = statementPath(account.id, {})
  const newest = () => findTransactions(scope, parseTransactionPage(new URL(path, 'http://localhost').searchParams))
  const firstPages = isSearched ? {} : { [path]: newest() }
  return (
    <MadeFor customerId={customerId}>
      <ReadAlready answers={accounts(customerId)} firstPages={firstPages}>
        <Says parts={['statement', 'accounts', 'amounts']}>
          <Statement opened={account} />
        </Says>
      </ReadAlready>
    </MadeFor>
  )
}
