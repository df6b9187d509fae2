import type { ReactNode } from 'react'
import { signedInCustomer } from '@/lib/auth0/session'
import { Shell } from './shell'

/**
 * The layout of signed-in pages. A visitor without a session gets no frame: the page itself sends them to sign in
 * (`requirePageCustomer`), since only it knows where they wanted to go.
 */
export async function SignedInShell({ children }: { children: ReactNode }) {
  const customer = await signedInCustomer()
  return customer ? <Shell customerName={customer.name}>{children}</Shell> : children
}
