import type { ApprovedDetail } from './approved-detail'
import type { PaymentInitiation } from './payment-initiation'

// The pages read this too, so nothing here may bring a schema with it.

/** What an approval is about, with the transfer that pays for an order; null where `details` is the transfer, or nothing is paid. */
export interface Approved {
  details: ApprovedDetail
  payment?: PaymentInitiation | null | undefined
}

/** All details of the approval, in the order in which the phone shows them and the token names them. */
export function allDetails({ details, payment }: Approved): ApprovedDetail[] {
  return payment ? [details, payment] : [details]
}

/** The transfer that the approval allows; null where nothing is paid. */
export function paymentOf({ details, payment }: Approved): PaymentInitiation | null {
  return details.type === 'payment_initiation' ? details : (payment ?? null)
}
