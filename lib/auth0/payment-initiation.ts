import { z } from 'zod'
import { uuid } from '@/lib/text/uuid'
import { isCurrency, parseAmount, toDecimal } from '@/lib/transfers/money'
import { memo, type TransferOrder } from '@/lib/transfers/transfer-order'

const NAME_CHARACTERS_MAX = 140

const account = z.strictObject({
  id: uuid,
  name: z.string().min(1).max(NAME_CHARACTERS_MAX),
  mask: z.string().min(1).max(NAME_CHARACTERS_MAX),
})

/**
 * The authorization detail (RFC 9396) that an approval is about: one transfer, as the customer saw it. Members that
 * are not part of it are refused, since the phone may not have shown them.
 */
export const paymentInitiation = z.strictObject({
  type: z.literal('payment_initiation'),
  identifier: uuid,
  instructedAmount: z.strictObject({
    currency: z.string().refine(isCurrency, 'must be an ISO 4217 currency code'),
    amount: z.string(),
  }),
  debtorAccount: account,
  creditorAccount: account,
  creditorName: z.string().min(1).max(NAME_CHARACTERS_MAX),
  remittanceInformationUnstructured: memo.min(1).optional(),
})

export type PaymentInitiation = z.output<typeof paymentInitiation>

/** Whether the detail names exactly this order under this key: key, accounts, amount, currency and memo. */
export function namesExactly(detail: PaymentInitiation, order: TransferOrder, key: string): boolean {
  const { currency, amount } = detail.instructedAmount
  return (
    detail.identifier === key &&
    detail.debtorAccount.id === order.fromAccountId &&
    detail.creditorAccount.id === order.toAccountId &&
    currency === order.currency &&
    parseAmount(amount, currency) === order.amountMinor &&
    amount === toDecimal(order.amountMinor, order.currency) &&
    (detail.remittanceInformationUnstructured ?? null) === order.memo
  )
}
