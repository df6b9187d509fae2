import { openChange, withdrawChanges } from '@/lib/approvals/open-change'
import { getPhoneRequest } from '@/lib/approvals/phone-request'
import { type Confirmation, isInForce, tightenConfirmation } from '@/lib/ledger/confirmation'
import type { Customer } from '@/lib/ledger/customer'
import { startDriving } from './ask-phone'
import { tellTenant } from './tell-tenant'

/**
 * Sets when the portal asks the customer's phone. What is stricter than before holds at once; what is looser waits for the
 * phone's yes, and takes the place of a change that waited before.
 * @returns whether the phone is asked.
 * @throws Refusal `conflict` if another session has changed it meanwhile; the rules of asking.
 */
export async function changeConfirmation(customer: Customer, wanted: Confirmation): Promise<boolean> {
  const now = await tightenConfirmation(customer.id, wanted)
  const isDone = isInForce(now, wanted)
  if ((await withdrawChanges(customer.id, isDone ? undefined : { now, wanted })) > 0) tellTenant()
  if (isDone) return false
  const { id, joined } = await openChange(customer.id, { now, wanted })
  if (!joined) await startDriving(customer, await getPhoneRequest(customer.id, id))
  return true
}

/** Withdraws the change that waits for the phone, if one does. */
export async function withdrawChange(customer: Customer): Promise<void> {
  if ((await withdrawChanges(customer.id)) > 0) tellTenant()
}
