import type { Metadata } from 'next'
import { accounts, limits, payees, scheduled } from '@/app/_ui/first-reads'
import { MadeFor } from '@/app/_ui/made-for'
import { ReadAlready } from '@/app/_ui/read-already'
import { pageSpeech } from '@/app/_words/page-speech'
import { Says } from '@/app/_words/says'
import { orderAgain } from '@/lib/approvals/ask-again'
import { requirePageCustomer } from '@/lib/auth0/session/page-customer'
import { TransferDesk } from './transfer-desk'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageSpeech()).words.transfer.title }
}

interface Props {
  searchParams: Promise<{ from?: string | string[]; add?: string | string[]; again?: string | string[] }>
}

export default async function TransferPage({ searchParams }: Props) {
  const { id, subject } = await requirePageCustomer('/transfer')
  const { from, add, again } = await searchParams
  return (
    <MadeFor customerId={id}>
      <ReadAlready answers={{ ...accounts(id), ...payees(id), ...limits(id), ...scheduled(id) }}>
        <Says parts={['transfer', 'choices', 'amounts', 'accounts']}>
          <TransferDesk
            customerId={id}
            subject={subject}
            fromAccountId={typeof from === 'string' ? from : null}
            addsPayee={add === 'payee'}
            again={typeof again === 'string' ? await orderAgain(id, again) : null}
          />
        </Says>
      </ReadAlready>
    </MadeFor>
  )
}
