import { signedInCustomer } from '@/lib/auth0/session/session'
import { MadeFor } from './made-for'
import { NothingHere } from './nothing-here'

/**
 * The page for an unknown address. A signed-in customer sees it only on their own page, because the same address may
 * exist for another customer.
 */
export async function NotFoundHere() {
  const customer = await signedInCustomer().catch(() => null)
  if (!customer) return <NothingHere />
  return (
    <MadeFor customerId={customer.id}>
      <NothingHere />
    </MadeFor>
  )
}
