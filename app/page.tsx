import { Anchor } from '@mantine/core'
import { redirect } from 'next/navigation'
import { signedInCustomer } from '@/lib/auth0/session'

export default async function Home() {
  if (await signedInCustomer()) redirect('/accounts')
  return <Anchor href="/auth/login">Log in</Anchor>
}
