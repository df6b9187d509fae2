import type { Metadata } from 'next'
import { localPhone } from '@/lib/auth0/local-phone'
import { requirePageCustomer } from '@/lib/auth0/page-customer'
import { emailOf } from '@/lib/customers/customer'
import { PhonesCard } from './phones-card'
import { ProfileOverview } from './profile-overview'

export const metadata: Metadata = { title: 'Profile' }

export default async function ProfilePage() {
  const customer = await requirePageCustomer('/profile')
  const local = localPhone()
  return (
    <ProfileOverview name={customer.name} email={await emailOf(customer.id)}>
      <PhonesCard local={local} />
    </ProfileOverview>
  )
}
