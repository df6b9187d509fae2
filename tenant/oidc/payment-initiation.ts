import { errors } from 'oidc-provider'
import { z } from 'zod'

const NAME_MAX = 140
const MASK_MAX = 20
const MEMO_MAX = 140
const CURRENCIES = new Set(Intl.supportedValuesOf('currency'))

/** Characters as people count them: an emoji is one. */
const text = (min: number, max: number) =>
  z
    .string()
    .refine((value) => [...value].length >= min && [...value].length <= max, `must be ${min} to ${max} characters`)
    // Half a surrogate pair has no canonical form (RFC 8785 section 3.2.2.2), so nothing could be signed.
    .refine((value) => Buffer.from(value).toString() === value, 'must be well-formed Unicode')
    // Postgres has no text with a NUL in it, and looks into no JSON that has one.
    .refine((value) => !value.includes('\0'), 'must not hold U+0000')

const Account = z.strictObject({ id: z.uuid(), name: text(1, NAME_MAX), mask: text(1, MASK_MAX) })

const InstructedAmount = z
  .strictObject({
    currency: z.string().refine((code) => CURRENCIES.has(code), 'must be an ISO 4217 code'),
    amount: z.string().regex(/^(0|[1-9]\d{0,14})(\.\d{1,4})?$/, 'must be a decimal string'),
  })
  .refine(({ amount }) => /[1-9]/.test(amount), { path: ['amount'], message: 'must be more than nothing' })
  .refine(({ amount, currency }) => (amount.split('.')[1]?.length ?? 0) === decimalsOf(currency), {
    path: ['amount'],
    message: "must have the currency's number of decimals",
  })

export const PaymentInitiation = z.strictObject({
  type: z.literal('payment_initiation'),
  identifier: z.uuid(),
  instructedAmount: InstructedAmount,
  debtorAccount: Account,
  creditorAccount: Account,
  creditorName: text(1, NAME_MAX),
  remittanceInformationUnstructured: text(0, MEMO_MAX).optional(),
})

/** The one transfer that an approval is for: what the phone shows and what the token then says. */
export type PaymentInitiation = z.infer<typeof PaymentInitiation>

/**
 * Reads the `authorization_details` parameter of a backchannel request (RFC 9396 section 2).
 * @throws errors.InvalidAuthorizationDetails unless it is exactly one whole `payment_initiation`
 */
export function parsePaymentInitiation(parameter: unknown): PaymentInitiation {
  const details = typeof parameter === 'string' ? parseJson(parameter) : undefined
  if (!Array.isArray(details) || details.length !== 1) {
    throw new errors.InvalidAuthorizationDetails('authorization_details must hold exactly one payment_initiation')
  }
  const parsed = PaymentInitiation.safeParse(details[0])
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const where = issue?.path.join('.') || 'payment_initiation'
  throw new errors.InvalidAuthorizationDetails(`${where}: ${issue?.message ?? 'is not valid'}`)
}

function parseJson(parameter: string): unknown {
  try {
    return JSON.parse(parameter)
  } catch {
    return undefined
  }
}

const NO_DECIMALS = /^(BIF|CLP|DJF|GNF|ISK|JPY|KMF|KRW|PYG|RWF|UGX|VND|VUV|XAF|XOF|XPF)$/
const THREE_DECIMALS = /^(BHD|IQD|JOD|KWD|LYD|OMR|TND)$/

/** By ISO 4217; Intl counts what people still use instead. */
function decimalsOf(currency: string): number {
  if (!CURRENCIES.has(currency) || NO_DECIMALS.test(currency)) return 0
  return THREE_DECIMALS.test(currency) ? 3 : 2
}
