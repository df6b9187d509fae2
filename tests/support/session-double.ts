import type { Customer } from '@/lib/customers/customer'
import { Problem } from '@/lib/http/problem'

// Stands in for lib/auth0/session.ts: the cookie is nextjs-auth0's, needs a running Next, and is tested in a browser.
// In a test file: vi.mock('@/lib/auth0/session', () => import('../support/session-double'))

let customer: Customer | null = null

/** Lets route handlers find this customer signed in; null is nobody. `subject` matters where the tenant is asked. */
export function signInAs(id: string | null, subject = `test|${id}`, name = 'Test'): void {
  customer = id === null ? null : { id, subject, name }
}

export async function signedInCustomer(): Promise<Customer | null> {
  return customer
}

export async function requireCustomer(): Promise<Customer> {
  if (!customer) throw new Problem('unauthenticated')
  return customer
}
