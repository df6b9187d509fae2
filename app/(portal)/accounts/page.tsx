import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { MadeFor } from '@/app/_ui/made-for'
import { CONDITIONAL_ORDERS, SCHEDULED, WAITING_APPROVALS } from '@/app/_ui/paths'
import { ReadAlready } from '@/app/_ui/read-already'
import { readable } from '@/app/_ui/readable'
import { listApprovals, parseApprovalPage } from '@/lib/approvals/list-approvals'
import { requirePageCustomer } from '@/lib/auth0/session/page-customer'
import { listConditionals } from '@/lib/conditional-orders/list-conditionals'
import { listAccounts } from '@/lib/ledger/accounts/list-accounts'
import { readOverview } from '@/lib/ledger/accounts/overview'
import { listPayees } from '@/lib/ledger/payees/list-payees'
import { timeZoneOf } from '@/lib/platform/time/time-zone'
import { listScheduled } from '@/lib/scheduled-transfers/list-scheduled'
import { AccountsOverview } from './accounts-overview'

export const metadata: Metadata = { title: 'Accounts' }

export default async function AccountsPage() {
  const { id, subject } = await requirePageCustomer('/accounts')
  const open = parseApprovalPage(new URL(WAITING_APPROVALS, 'http://localhost').searchParams)
  const answers = await readable({
    '/api/accounts': listAccounts(id).then((accounts) => ({ accounts })),
    '/api/overview': readOverview(id, timeZoneOf({ headers: await headers() })),
    '/api/payees': listPayees(id).then((payees) => ({ payees })),
    [WAITING_APPROVALS]: listApprovals(id, open),
    [SCHEDULED]: listScheduled(id).then((scheduledTransfers) => ({ scheduledTransfers })),
    [CONDITIONAL_ORDERS]: listConditionals(id).then((conditionalOrders) => ({ conditionalOrders })),
  })
  return (
    <MadeFor customerId={id}>
      <ReadAlready answers={answers}>
        <AccountsOverview subject={subject} />
      </ReadAlready>
    </MadeFor>
  )
}
