import type { Metadata } from 'next'
import { MadeFor } from '@/app/_ui/made-for'
import { ReadAlready } from '@/app/_ui/read-already'
import { readable } from '@/app/_ui/readable'
import { requirePageCustomer } from '@/lib/auth0/session/page-customer'
import { listAccounts } from '@/lib/ledger/accounts/list-accounts'
import { AccountsOverview } from './accounts-overview'

export const metadata: Metadata = { title: 'Accounts' }

export default async function AccountsPage() {
  const { id, subject } = await requirePageCustomer('/accounts')
  const answers = await readable({ '/api/accounts': listAccounts(id).then((accounts) => ({ accounts })) })
  return (
    <MadeFor customerId={id}>
      <ReadAlready answers={answers}>
        <AccountsOverview subject={subject} />
      </ReadAlready>
    </MadeFor>
  )
}
