import type { Metadata } from 'next'
import { MadeFor } from '@/app/_ui/made-for'
import { requirePageCustomer } from '@/lib/auth0/session/page-customer'
import { ApprovalsOverview } from './approvals-overview'

export const metadata: Metadata = { title: 'Approvals' }

export default async function ApprovalsPage() {
  const { id } = await requirePageCustomer('/approvals')
  return (
    <MadeFor customerId={id}>
      <ApprovalsOverview />
    </MadeFor>
  )
}
