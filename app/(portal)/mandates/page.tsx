import type { Metadata } from 'next'
import { MadeFor } from '@/app/_ui/made-for'
import { pageSpeech } from '@/app/_words/page-speech'
import { Says } from '@/app/_words/says'
import { requirePageCustomer } from '@/lib/auth0/session/page-customer'
import { MandatesOverview } from './mandates-overview'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageSpeech()).words.mandates.title }
}

export default async function MandatesPage() {
  const { id } = await requirePageCustomer('/mandates')
  return (
    <MadeFor customerId={id}>
      <Says parts={['mandates', 'choices', 'amounts']}>
        <MandatesOverview />
      </Says>
    </MadeFor>
  )
}
