import { z } from 'zod'
import { productOrder, stockOrder } from '@/lib/approvals/order-details'
import { type PaymentInitiation, paymentInitiation } from '@/lib/approvals/payment-initiation'
import { actor, amr, device } from '@/lib/auth0/token/approval-evidence'
import { uuid } from '@/lib/platform/text/uuid'
import { instant } from '@/lib/platform/time/instant'

/** The `typ` of a receipt's header (RFC 7515 section 4.1.9), so that no token can be taken for a receipt. */
export const RECEIPT_TYPE = 'receipt+jwt'
export const RECEIPT_ALGORITHM = 'ES256'

/**
 * What a receipt cannot show, in plain words. The list is part of the signed text, so that nobody can pass it on
 * without.
 */
export const DOES_NOT_PROVE = [
  'that the person who tapped Approve was the customer, and not somebody with the customer’s device or sign-in',
  'that the device, its display or the tenant was not compromised, or that anybody read what was displayed',
  'that the payee is who they say they are, or that anything was owed or delivered',
  'anything that happened after the moment of posting, such as a correction or a payment back',
  'that the payment is final in law, or that any rule for payments was complied with',
  'the truth of the bank’s own records: the bank that keeps them also signed this',
]

/** What a receipt of a yes by a code cannot show either (`otp`, RFC 8176). */
const CODE_DOES_NOT_PROVE =
  'that the device said yes: a code did, which whoever holds the tenant’s keys could have made as well'

/** Whether a code said yes, and not a signature. */
export const isByCode = (amr: string[] | undefined) => amr?.includes('otp') ?? false

/** What a receipt of a yes that was given so cannot show. */
export const notProvenBy = (amr: string[] | undefined) =>
  isByCode(amr) ? [CODE_DOES_NOT_PROVE, ...DOES_NOT_PROVE] : DOES_NOT_PROVE

/** A transfer, or an order with the transfer that pays for it. */
const displayedDetails = z.union([
  z.tuple([paymentInitiation]),
  z.tuple([productOrder, paymentInitiation]),
  z.tuple([stockOrder, paymentInitiation]),
])

const text = z.string().min(1).max(400)
const digest = z.string().regex(/^[\w-]{43}$/)

/**
 * The agent from outside that asked, by the members of an `act` claim (RFC 8693 section 4.1); absent where Aiya asked.
 */
const act = z.strictObject({
  sub: z.string().min(1).max(1_000),
  sub_profile: z.literal('ai_agent'),
  client_name: text,
  client_host: text.optional(),
})

/** Whether the customer asked in the portal; absent where an agent asked. */
const inPortal = z.literal(true).optional()

/** A receipt: displayed → approved → posted. Amounts are decimal strings; unknown members are refused. */
export const receipt = z.strictObject({
  iss: z.url(),
  /** When this copy was written, in seconds. Everything else comes from the bank's records. */
  iat: z.number().int().positive(),
  approvalId: uuid,
  customerId: uuid,
  asked: z.strictObject({
    at: instant,
    chatId: uuid.nullable(),
    toolCallId: text.nullable(),
    act: act.optional(),
    inPortal,
  }),
  displayed: z.strictObject({
    document: z.strictObject({ authorization_details: displayedDetails, binding_message: text }),
    /** SHA-256 (base64url) of the document's canonical form (RFC 8785). */
    hash: digest,
    /**
     * Whether the bank recorded the hash when it asked; the next member tells whether the tenant's token repeated it.
     */
    recordedWhenAsked: z.boolean(),
    confirmedByToken: z.boolean(),
  }),
  approved: z.strictObject({
    /** When the bank learned of the approval. */
    at: instant,
    /** The device; null where the tenant did not name it. */
    device: device.nullable(),
    /** How the yes was given (RFC 8176); absent where the tenant did not say. */
    amr: amr.optional(),
    agentClientId: text.nullable(),
    tokenId: text.nullable(),
    /** Who acted for the customer, where a business paid with a token that it got for theirs. */
    act: actor.optional(),
  }),
  posted: z.strictObject({
    at: instant,
    transferId: uuid,
    authority: z.enum(['approval', 'session', 'session+approval']),
    debtorAccountId: uuid,
    creditorAccountId: uuid,
    amount: z.string().regex(/^\d+(\.\d+)?$/),
    currency: z.string().regex(/^[A-Z]{3}$/),
    memo: z.string().nullable(),
  }),
  /** The links of these events in the customer's audit chain. `audit:verify -- --expect` finds each of them. */
  audit: z
    .array(
      z.strictObject({
        event: text,
        at: instant,
        position: z.string().regex(/^\d{1,19}$/),
        hash: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    )
    .min(2)
    .max(50),
  doesNotProve: z.array(text).min(1).max(20),
})

export type Receipt = z.output<typeof receipt>

/** The transfer that the receipt is about, as it was displayed: the last detail. */
export function paymentIn({ displayed }: Pick<Receipt, 'displayed'>): PaymentInitiation {
  const [first, second] = displayed.document.authorization_details
  return second ?? (first as PaymentInitiation)
}
