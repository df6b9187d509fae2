import { z } from 'zod'
import { deviceAnswer } from '@/lib/auth0/token/device-answer'
import { decimalAmount } from '@/lib/ledger/amounts/shown-amount'
import { uuid } from '@/lib/platform/text/uuid'
import { instant } from '@/lib/platform/time/instant'

/** The `typ` of its header, so that neither a token nor a transfer's receipt can be taken for one. */
export const MANDATE_RECEIPT_TYPE = 'mandate-receipt+jwt'

/** What such a receipt cannot show, in plain words; part of the signed text. */
export const MANDATE_DOES_NOT_PROVE = [
  'that the person who tapped Approve for the mandate was the customer, or that anybody read what was displayed',
  'that the customer wanted this very transfer: the mandate stands in place of asking',
  'that the payee is who they say they are, or that anything was owed or delivered',
  'that the payment is final in law, or that any rule or standard for payments was complied with',
  'the truth of the bank’s own records: the bank that keeps them also signed this',
]

const text = z.string().min(1).max(1_000)

/**
 * What an agent asked for under a mandate, and what the bank made of it: posted, or refused and why. With a signed mandate in
 * it, anybody can see offline that the device allowed it.
 */
export const mandateReceipt = z.strictObject({
  iss: z.url(),
  /** When this copy was written, in seconds. */
  iat: z.number().int().positive(),
  mandateId: uuid,
  customerId: uuid,
  agentClientId: text,
  at: instant,
  result: z.enum(['posted', 'refused']),
  /** Of a refusal: the API's code, and the limit that the mandate has reached, where it was that. */
  code: text.nullable(),
  why: text.nullable(),
  order: z.strictObject({
    key: uuid,
    debtorAccountId: uuid,
    creditorAccountId: uuid,
    amount: decimalAmount,
    currency: z.string().regex(/^[A-Z]{3}$/),
    memo: z.string().nullable(),
  }),
  transferId: uuid.nullable(),
  /** The yes to the mandate as the device signed it; null where the tenant kept it. */
  signedMandate: deviceAnswer.nullable(),
  /** The link of this event in the customer's audit chain. */
  audit: z.strictObject({
    event: text,
    position: z.string().regex(/^\d{1,19}$/),
    hash: z.string().regex(/^[0-9a-f]{64}$/),
  }),
  doesNotProve: z.array(text).min(1).max(20),
})

export type MandateReceipt = z.output<typeof mandateReceipt>
