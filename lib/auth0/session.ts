import { type Customer, customerOf } from '@/lib/customers/customer'
import { Problem } from '@/lib/http/problem'
import { auth0 } from './auth0-client'

/** The signed-in customer, or null. The session's `sub` is all that counts: name and e-mail are for the screen. */
export async function signedInCustomer(): Promise<Customer | null> {
  const session = await auth0().getSession()
  // Any of our own encrypted cookies may be sent as a session; only a session has a user.
  if (!session?.user?.sub) return null
  const { sub, name, email } = session.user
  return customerOf(sub, { name: name || email || sub, email: email ?? null })
}

/**
 * The customer whose session the request carries.
 * @throws Problem `unauthenticated`
 */
export async function requireCustomer(): Promise<Customer> {
  const customer = await signedInCustomer()
  if (!customer) throw new Problem('unauthenticated')
  return customer
}
