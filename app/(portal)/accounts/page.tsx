import type { Metadata } from 'next'
import { requirePageCustomer } from '@/lib/auth0/page-customer'
import { AccountsOverview } from './accounts-overview'

export const metadata: Metadata = { title: 'Accounts' }

export default async function AccountsPage() {
  const { subject } = await requirePageCustomer('/accounts')
  return <AccountsOverview subject={subject} />
}
