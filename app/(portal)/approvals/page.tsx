import type { Metadata } from 'next'
import { firstPage } from '@/app/_ui/first-page'
import { MadeFor } from '@/app/_ui/made-for'
import { ReadAlready } from '@/app/_ui/read-already'
import { readable } from '@/app/_ui/readable'
import { listApprovals } from '@/lib/approvals/list-approvals'
import { requirePageCustomer } from '@/lib/auth0/session/page-customer'
import { APPROVALS, APPROVALS_PAGE } from './approvals-list'
import { ApprovalsOverview } from './approvals-overview'

export const metadata: Metadata = { title: 'Approvals' }

export default async function ApprovalsPage() {
  const { id } = await requirePageCustomer('/approvals')
  const newest = listApprovals(id, { cursor: null, limit: APPROVALS_PAGE, status: [] })
  const firstPages = await readable({ [firstPage(APPROVALS, APPROVALS_PAGE)]: newest })
  return (
    <MadeFor customerId={id}>
      <ReadAlready firstPages={firstPages}>
        <ApprovalsOverview />
      </ReadAlready>
    </MadeFor>
  )
}
