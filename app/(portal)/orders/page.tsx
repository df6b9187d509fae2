import type { Metadata } from 'next'
import { MadeFor } from '@/app/_ui/made-for'
import { hasBusiness } from '@/lib/ai/protected/at-business'
import { requirePageCustomer } from '@/lib/auth0/session/page-customer'
import { OrdersOverview } from './orders-overview'

export const metadata: Metadata = { title: 'Orders' }

export default async function OrdersPage() {
  const { id } = await requirePageCustomer('/orders')
  return (
    <MadeFor customerId={id}>
      <OrdersOverview hasShares={hasBusiness('brokerage')()} />
    </MadeFor>
  )
}
