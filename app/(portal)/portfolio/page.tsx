import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { MadeFor } from '@/app/_ui/made-for'
import { hasBusiness } from '@/lib/ai/protected/at-business'
import { requirePageCustomer } from '@/lib/auth0/session/page-customer'
import { PortfolioOverview } from './portfolio-overview'

export const metadata: Metadata = { title: 'Portfolio' }

export default async function PortfolioPage() {
  const { id } = await requirePageCustomer('/portfolio')
  if (!hasBusiness('brokerage')()) notFound()
  return (
    <MadeFor customerId={id}>
      <PortfolioOverview />
    </MadeFor>
  )
}
