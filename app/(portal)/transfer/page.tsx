import type { Metadata } from 'next'
import { MadeFor } from '@/app/_ui/made-for'
import { requirePageCustomer } from '@/lib/auth0/session/page-customer'
import { TransferDesk } from './transfer-desk'

export const metadata: Metadata = { title: 'Transfer' }

interface Props {
  searchParams: Promise<{ from?: string | string[]; add?: string | string[] }>
}

export default async function TransferPage({ searchParams }: Props) {
  const customer = await requirePageCustomer('/transfer')
  const { from, add } = await searchParams
  return (
    <MadeFor customerId={customer.id}>
      <TransferDesk
        customerId={customer.id}
        subject={customer.subject}
        fromAccountId={typeof from === 'string' ? from : null}
        addsPayee={add === 'payee'}
      />
    </MadeFor>
  )
}
