import type { Metadata } from 'next'
import { MadeFor } from '@/app/_ui/made-for'
import { pageSpeech } from '@/app/_words/page-speech'
import { Says } from '@/app/_words/says'
import { hasBusiness } from '@/lib/ai/protected/at-business'
import { requirePageCustomer } from '@/lib/auth0/session/page-customer'
import { OrdersOverview } from './orders-overview'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageSpeech()).words.orders.title }
}

export default async function OrdersPage() {
  const { id } = await requirePageCustomer('/orders')
  return (
    <MadeFor customerId={id}>
      <Says parts={['orders', 'approvals']}>
        <OrdersOverview hasShares={hasBusiness('brokerage')()} />
      </Says>
    </MadeFor>
  )
}
