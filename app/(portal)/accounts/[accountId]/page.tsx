import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import type { Account } from '@/lib/accounts/account'
import { findAccount } from '@/lib/accounts/list-accounts'
import { requirePageCustomer } from '@/lib/auth0/page-customer'
import { Refusal } from '@/lib/transfers/refusal'
import { Statement } from './statement'

interface Props {
  params: Promise<{ accountId: string }>
}

/** The account in the address, if it is the customer's own; any other is not found. Read once a request. */
const accountOf = cache(async (accountId: string): Promise<Account> => {
  const customer = await requirePageCustomer(`/accounts/${encodeURIComponent(accountId)}`)
  return findAccount(customer.id, accountId).catch((error: unknown) => {
    if (error instanceof Refusal) notFound()
    throw error
  })
})

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { name, mask } = await accountOf((await params).accountId)
  return { title: `${name} ${mask}` }
}

export default async function StatementPage({ params }: Props) {
  return <Statement opened={await accountOf((await params).accountId)} />
}
