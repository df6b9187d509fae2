import { redirect } from 'next/navigation'
import type { Customer } from '@/lib/ledger/customer'
import { signedInCustomer } from './session'

/** The customer whom a page is for; a visitor without a session is sent to sign in and then comes to `returnTo`. */
export async function requirePageCustomer(returnTo: string): Promise<Customer> {
  return (await signedInCustomer()) ?? redirect(`/auth/login?returnTo=${encodeURIComponent(returnTo)}`)
}
