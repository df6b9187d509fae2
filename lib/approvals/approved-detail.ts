import { z } from 'zod'
import { productOrder, stockOrder } from './order-details'
import { paymentInitiation } from './payment-initiation'

/** What an approval is about, as the customer is shown it: a transfer, or an order at a business. */
export const approvedDetail = z.discriminatedUnion('type', [paymentInitiation, productOrder, stockOrder])

export type ApprovedDetail = z.output<typeof approvedDetail>
