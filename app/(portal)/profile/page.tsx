import type { Metadata } from 'next'
import { MadeFor } from '@/app/_ui/made-for'
import { localPhone } from '@/lib/auth0/local-phone'
import { requirePageCustomer } from '@/lib/auth0/session/page-customer'
import { emailOf } from '@/lib/ledger/customer'
import { AgentsWithAccessCard } from './agents-card'
import { ConfirmationCard } from './confirmation-card'
import { ExportCard } from './export-card'
import { PhonesCard } from './phones-card'
import { ProfileOverview } from './profile-overview'
import { SessionsCard } from './sessions-card'

export const metadata: Metadata = { title: 'Profile' }

export default async function ProfilePage() {
  const customer = await requirePageCustomer('/profile')
  const local = localPhone()
  return (
    <MadeFor customerId={customer.id}>
      <ProfileOverview name={customer.name} email={await emailOf(customer.id)}>
        <PhonesCard local={local} />
        <ConfirmationCard />
        <AgentsWithAccessCard />
        <SessionsCard />
        <ExportCard />
      </ProfileOverview>
    </MadeFor>
  )
}
