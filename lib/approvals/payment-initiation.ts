import { z } from 'zod'
import { isCurrency, parseAmount, toDecimal } from '@/lib/ledger/amounts/money'
import type { TransferOrder } from '@/lib/ledger/transfer-order'
import { MEMO_CHARACTERS_MAX } from '@/lib/platform/text/limits'
import { printablePart, unprintableIn } from '@/lib/platform/text/printable-text'
import { uuid } from '@/lib/platform/text/uuid'

const NAME_CHARACTERS_MAX = 140
const MASK_CHARACTERS_MAX = 20

/** A text of the detail, kept as it is: its bytes are what the phone displayed. Length in code points. */
export const shownText = (charactersMax: number) =>
  z
    .string()
    .refine((text) => unprintableIn(text) === undefined, 'must be printable')
    .refine((text) => [...text].length <= charactersMax, `must have at most ${charactersMax} characters`)
    .refine((text) => printablePart(text, charactersMax) !== '', 'must not be blank')

const account = z.strictObject({ id: uuid, name: shownText(NAME_CHARACTERS_MAX), mask: shownText(MASK_CHARACTERS_MAX) })

/**
 * The authorization detail (RFC 9396) that an approval is about: one transfer, as the customer saw it. Members that
 * are not part of it are refused, since the phone may not have shown them.
 */
export const paymentInitiation = z.strictObject({
  type: z.literal('payment_initiation'),
  identifier: uuid,
  instructedAmount: z
    .strictObject({
      currency: z.string().refine(isCurrency, 'must be an ISO 4217 currency code'),
      amount: z.string(),
    })
    .refine(({ currency, amount }) => (parseAmount(amount, currency) ?? 0n) > 0n, {
      path: ['amount'],
      message: 'must be a positive amount with the decimals of the currency',
    }),
  debtorAccount: account,
  creditorAccount: account,
  creditorName: shownText(NAME_CHARACTERS_MAX),
  remittanceInformationUnstructured: shownText(MEMO_CHARACTERS_MAX).optional(),
})

export type PaymentInitiation = z.output<typeof paymentInitiation>

/**
 * Whether the detail names exactly this order under this key: key, accounts, amount, currency and memo.
 * @param memo as it was sent, before cleaning: memos that differ in invisible characters differ.
 */
export function namesExactly(
  detail: PaymentInitiation,
  order: TransferOrder,
  key: string,
  memo: string | null = order.memo,
): boolean {
  const { currency, amount } = detail.instructedAmount
  return (
    detail.identifier === key &&
    detail.debtorAccount.id === order.fromAccountId &&
    detail.creditorAccount.id === order.toAccountId &&
    currency === order.currency &&
    parseAmount(amount, currency) === order.amountMinor &&
    amount === toDecimal(order.amountMinor, order.currency) &&
    (detail.remittanceInformationUnstructured ?? null) === (memo || null)
  )
}

/** Whether both say the same names and masks, byte for byte. */
export function namesAsIn(detail: PaymentInitiation, truth: PaymentInitiation): boolean {
  return (
    detail.creditorName === truth.creditorName &&
    (['debtorAccount', 'creditorAccount'] as const).every(
      (party) => detail[party].name === truth[party].name && detail[party].mask === truth[party].mask,
    )
  )
}
