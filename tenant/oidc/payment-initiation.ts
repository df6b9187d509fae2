import { z } from 'zod'
import { text } from './shown-text'

const NAME_MAX = 140
const MASK_MAX = 20
const MEMO_MAX = 140
const CURRENCIES = new Set(Intl.supportedValuesOf('currency'))

/** A UUID of any version (RFC 9562). */
const uuid = z.guid()

const Account = z.strictObject({ id: uuid, name: text(NAME_MAX), mask: text(MASK_MAX) })

/** An amount with the exact decimals of its currency. */
export const money = z
  .strictObject({
    currency: z.string().refine((code) => CURRENCIES.has(code), 'must be an ISO 4217 code'),
    amount: z.string().regex(/^(0|[1-9]\d{0,14})(\.\d{1,3})?$/, 'must be a decimal string'),
  })
  .refine(({ amount }) => /[1-9]/.test(amount), { path: ['amount'], message: 'must be more than nothing' })
  .refine(({ amount, currency }) => (amount.split('.')[1]?.length ?? 0) === decimalsOf(currency), {
    path: ['amount'],
    message: "must have the currency's number of decimals",
  })

export const PaymentInitiation = z.strictObject({
  type: z.literal('payment_initiation'),
  identifier: uuid,
  instructedAmount: money,
  debtorAccount: Account,
  creditorAccount: Account,
  creditorName: text(NAME_MAX),
  remittanceInformationUnstructured: text(MEMO_MAX).optional(),
})

/** The one transfer that an approval is for: the phone shows it, and the token then names it. */
export type PaymentInitiation = z.infer<typeof PaymentInitiation>

/** The transfer among these details; undefined where no detail is one. */
export function paymentIn(details: unknown): PaymentInitiation | undefined {
  const parsed = [details].flat().map((detail) => PaymentInitiation.safeParse(detail).data)
  return parsed.find((payment) => payment !== undefined)
}

const NO_DECIMALS = /^(BIF|CLP|DJF|GNF|ISK|JPY|KMF|KRW|PYG|RWF|UGX|VND|VUV|XAF|XOF|XPF)$/
const THREE_DECIMALS = /^(BHD|IQD|JOD|KWD|LYD|OMR|TND)$/

/** The decimals of ISO 4217. Intl counts the decimals in daily use instead, which are fewer for some currencies. */
function decimalsOf(currency: string): number {
  if (!CURRENCIES.has(currency) || NO_DECIMALS.test(currency)) return 0
  return THREE_DECIMALS.test(currency) ? 3 : 2
}
