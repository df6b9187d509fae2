import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { MadeFor } from '@/app/_ui/made-for'
import { pageSpeech } from '@/app/_words/page-speech'
import { Says } from '@/app/_words/says'
import { hasBusiness } from '@/lib/ai/protected/at-business'
import { requirePageCustomer } from '@/lib/auth0/session/page-customer'
import { PortfolioOverview } from './portfolio-overview'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageSpeech()).words.portfolio.title }
}

export default async function PortfolioPage() {
  const { id } = await requirePageCustomer('/portfolio')
  if (!hasBusiness('brokerage')()) notFound()
  return (
    <MadeFor customerId={id}>
      <Says parts={['portfolio']}>
        <PortfolioOverview />
      </Says>
    </MadeFor>
  )
}
