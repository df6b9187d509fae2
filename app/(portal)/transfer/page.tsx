import type { Metadata } from 'next'
import { MadeFor } from '@/app/_ui/made-for'
import { orderAgain } from '@/lib/approvals/ask-again'
import { requirePageCustomer } from '@/lib/auth0/session/page-customer'
import { TransferDesk } from './transfer-desk'

export const metadata: Metadata = { title: 'Transfer' }

interface Props {
  searchParams: Promise<{ from?: string | string[]; add?: string | string[]; again?: string | string[] }>
}

export default async function TransferPage({ searchParams }: Props) {
  const customer = await requirePageCustomer('/transfer')
  const { from, add, again } = await searchParams
  return (
    <MadeFor customerId={customer.id}>
      <TransferDesk
        customerId={customer.id}
        subject={customer.subject}
        fromAccountId={typeof from === 'string' ? from : null}
        addsPayee={add === 'payee'}
        again={typeof again === 'string' ? await orderAgain(customer.id, again) : null}
      />
    </MadeFor>
  )
}
