import type { Metadata } from 'next'
import { requirePageCustomer } from '@/lib/auth0/page-customer'
import { ApprovalsOverview } from './approvals-overview'

export const metadata: Metadata = { title: 'Approvals' }

export default async function ApprovalsPage() {
  await requirePageCustomer('/approvals')
  return <ApprovalsOverview />
}
