import type { Agent } from '@/lib/approvals/agent'
import { getMandate } from '@/lib/approvals/mandates/list-mandates'
import type { Mandate, MandateWish } from '@/lib/approvals/mandates/mandate'
import { type AskedInChat, openMandate } from '@/lib/approvals/mandates/open-mandate'
import { revokeMandate } from '@/lib/approvals/mandates/revoke-mandate'
import { getPhoneRequest } from '@/lib/approvals/phone-request'
import type { Customer } from '@/lib/ledger/customer'
import { startDriving } from './ask-phone'
import { tellTenant } from './tell-tenant'

/**
 * Asks the customer's phone for a standing mandate. Returns soon; it is active once the customer has said yes.
 * @throws Refusal if a rule of the bank refuses it; nobody is asked then.
 */
export async function requestMandate(
  customer: Customer,
  wish: MandateWish,
  agent: Agent,
  asked?: AskedInChat,
  timeZone?: string,
): Promise<Mandate> {
  const { id, joined } = await openMandate(customer.id, wish, agent, asked, timeZone)
  if (!joined) await startDriving(customer, await getPhoneRequest(customer.id, id))
  return getMandate(customer.id, id)
}

/**
 * Ends a mandate at once, and takes the request for it back from the phone.
 * @throws Problem `not_found`
 */
export async function endMandate(customer: Customer, id: string): Promise<Mandate> {
  const mandate = await revokeMandate(customer.id, id)
  tellTenant()
  return mandate
}
