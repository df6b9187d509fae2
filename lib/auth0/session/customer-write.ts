import type { Customer } from '@/lib/ledger/customer'
import { limitAddress, limitCustomer } from '@/lib/platform/http/rate-limit'
import { requireSameOrigin } from '@/lib/platform/http/same-origin'
import { type PortalSession, requireSession } from './session'

/**
 * What must hold before a signed-in customer may change anything: the request comes from our own pages, there is a
 * session, the page was made for its customer, and the customer stays within the rate limit.
 * @throws Problem `forbidden_origin`, `unauthenticated`, `signed_in_as_other` or `rate_limited`
 */
export async function requireSessionWrite(request: Request): Promise<PortalSession> {
  requireSameOrigin(request)
  const session = await requireSession(request).catch(async (refused: unknown) => {
    await limitAddress(request)
    throw refused
  })
  await limitCustomer(session.customer.id)
  return session
}

/** The customer of that session. @throws Problem as `requireSessionWrite` */
export async function requireCustomerWrite(request: Request): Promise<Customer> {
  return (await requireSessionWrite(request)).customer
}
