import { z } from 'zod'
import { device } from '@/lib/auth0/approval-evidence'
import { paymentInitiation } from '@/lib/auth0/payment-initiation'
import { uuid } from '@/lib/text/uuid'

/** The `typ` of a receipt's header (RFC 7515 section 4.1.9): no token of any kind can be taken for one. */
export const RECEIPT_TYPE = 'receipt+jwt'
export const RECEIPT_ALGORITHM = 'ES256'

/** What a receipt cannot show, in plain words; it is part of what is signed, so that nobody hands it on without. */
export const DOES_NOT_PROVE = [
  'that the person who tapped Approve was the customer, and not somebody with the customer’s device or sign-in',
  'that the device, its display or the tenant was not compromised, or that anybody read what was displayed',
  'that the payee is who they say they are, or that anything was owed or delivered',
  'anything that happened after the moment of posting, such as a correction or a payment back',
  'that the payment is final in law, or that any rule for payments was complied with',
  'the truth of the bank’s own records: the bank that keeps them also signed this',
]

const instant = z.iso.datetime({ precision: 3 })
const text = z.string().min(1).max(400)
const digest = z.string().regex(/^[\w-]{43}$/)

/** displayed → approved → posted. Amounts are decimal strings; unknown members are refused. */
export const receipt = z.strictObject({
  iss: z.url(),
  /** When this copy was written, in seconds; everything else in it is from the bank's records. */
  iat: z.number().int().positive(),
  approvalId: uuid,
  customerId: uuid,
  asked: z.strictObject({ at: instant, chatId: uuid.nullable(), toolCallId: text.nullable() }),
  displayed: z.strictObject({
    document: z.strictObject({ authorization_details: z.tuple([paymentInitiation]), binding_message: text }),
    /** SHA-256 (base64url) of the document's canonical form (RFC 8785). */
    hash: digest,
    /** Whether the bank wrote the hash down when it asked, and whether the tenant's token repeated it. */
    recordedWhenAsked: z.boolean(),
    confirmedByToken: z.boolean(),
  }),
  approved: z.strictObject({
    /** When the bank learned of it. */
    at: instant,
    /** Null where the tenant did not say. */
    device: device.nullable(),
    agentClientId: text.nullable(),
    tokenId: text.nullable(),
  }),
  posted: z.strictObject({
    at: instant,
    transferId: uuid,
    authority: z.enum(['approval', 'session']),
    debtorAccountId: uuid,
    creditorAccountId: uuid,
    amount: z.string().regex(/^\d+(\.\d+)?$/),
    currency: z.string().regex(/^[A-Z]{3}$/),
    memo: z.string().nullable(),
  }),
  /** The links of these events in the customer's audit chain; `audit:verify -- --expect` finds each again. */
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
