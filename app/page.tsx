import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { signedInCustomer } from '@/lib/auth0/session/session'
import { Welcome } from './_ui/welcome'
import { Says } from './_words/says'

export const metadata: Metadata = { title: { absolute: 'the bAInk' } }

export default async function HomePage() {
  if (await signedInCustomer()) redirect('/accounts')
  return (
    <Says parts={['welcome']}>
      <Welcome />
    </Says>
  )
}
