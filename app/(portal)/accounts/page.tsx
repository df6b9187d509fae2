import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { accounts, payees, scheduled } from '@/app/_ui/first-reads'
import { MadeFor } from '@/app/_ui/made-for'
import { CONDITIONAL_ORDERS, OVERVIEW } from '@/app/_ui/paths'
import { ReadAlready } from '@/app/_ui/read-already'
import { pageSpeech } from '@/app/_words/page-speech'
import { Says } from '@/app/_words/says'
import { requirePageCustomer } from '@/lib/auth0/session/page-customer'
import { listConditionals } from '@/lib/conditional-orders/list-conditionals'
import { readOverview } from '@/lib/ledger/accounts/overview'
import { timeZoneOf } from '@/lib/platform/time/time-zone'
import { AccountsOverview } from './accounts-overview'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageSpeech()).words.accounts.title }
}

export default async function AccountsPage() {
  const { id, subject } = await requirePageCustomer('/accounts')
  const timeZone = timeZoneOf({ headers: await headers() })
  const answers = {
    ...accounts(id),
    ...payees(id),
    ...scheduled(id),
    [OVERVIEW]: readOverview(id, timeZone),
    [CONDITIONAL_ORDERS]: listConditionals(id).then((conditionalOrders) => ({ conditionalOrders })),
  }
  return (
    <MadeFor customerId={id}>
      <ReadAlready answers={answers}>
        <Says parts={['accounts']}>
          <AccountsOverview subject={subject} />
        </Says>
      </ReadAlready>
    </MadeFor>
  )
}
