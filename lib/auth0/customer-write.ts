import type { Customer } from '@/lib/customers/customer'
import { limitAddress, limitCustomer } from '@/lib/http/rate-limit'
import { requireSameOrigin } from '@/lib/http/same-origin'
import { requireCustomer } from './session'

/**
 * What must hold before a signed-in customer may change anything: the request comes from our own pages, there is a
 * session, and the customer stays within the rate limit.
 * @throws Problem `forbidden_origin`, `unauthenticated` or `rate_limited`
 */
export async function requireCustomerWrite(request: Request): Promise<Customer> {
  requireSameOrigin(request)
  const customer = await requireCustomer().catch(async (refused: unknown) => {
    await limitAddress(request)
    throw refused
  })
  await limitCustomer(customer.id)
  return customer
}
