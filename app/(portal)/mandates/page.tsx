import type { Metadata } from 'next'
import { MadeFor } from '@/app/_ui/made-for'
import { requirePageCustomer } from '@/lib/auth0/session/page-customer'
import { MandatesOverview } from './mandates-overview'

export const metadata: Metadata = { title: 'Mandates' }

export default async function MandatesPage() {
  const { id } = await requirePageCustomer('/mandates')
  return (
    <MadeFor customerId={id}>
      <MandatesOverview />
    </MadeFor>
  )
}
