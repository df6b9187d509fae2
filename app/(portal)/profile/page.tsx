import type { Metadata } from 'next'
import { MadeFor } from '@/app/_ui/made-for'
import { pageSpeech } from '@/app/_words/page-speech'
import { Says } from '@/app/_words/says'
import { localPhone } from '@/lib/auth0/local-phone'
import { requirePageCustomer } from '@/lib/auth0/session/page-customer'
import { emailOf } from '@/lib/ledger/customer'
import { AgentsWithAccessCard } from './agents-card'
import { ConfirmationCard } from './confirmation-card'
import { ExportCard } from './export-card'
import { LanguageCard } from './language-card'
import { PhonesCard } from './phones-card'
import { ProfileOverview } from './profile-overview'
import { SessionsCard } from './sessions-card'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageSpeech()).words.profile.title }
}

export default async function ProfilePage() {
  const customer = await requirePageCustomer('/profile')
  const local = localPhone()
  return (
    <MadeFor customerId={customer.id}>
      <Says parts={['profile', 'amounts']}>
        <ProfileOverview
          name={customer.name}
          email={await emailOf(customer.id)}
          under={
            <>
              <LanguageCard />
              <PhonesCard local={local} />
            </>
          }
        >
          <ConfirmationCard />
          <AgentsWithAccessCard />
          <SessionsCard />
          <ExportCard />
        </ProfileOverview>
      </Says>
    </MadeFor>
  )
}
