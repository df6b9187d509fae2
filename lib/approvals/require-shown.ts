import canonicalize from 'canonicalize'
import { checkOrder } from '@/lib/ledger/check-order'
import { Refusal } from '@/lib/ledger/refusal'
import type { TransferOrder } from '@/lib/ledger/transfer-order'
import { database, withDeadline } from '@/lib/platform/database/client'
import { Problem } from '@/lib/platform/http/problem'
import { displayedHash } from './displayed'
import { namesAsIn, type PaymentInitiation } from './payment-initiation'
import { describePayment } from './prepare'

// What the customer saw was true: the names in the token are the ledger's, and the device displayed what the token allows.

/**
 * Requires that the names and masks in the token are the ledger's. An approval that this bank opened may have the names
 * of that time, if an account has been renamed since.
 * @throws Problem `approval_mismatch`, or the Refusal that the posting would end in
 */
export async function requireTrueNames(
  customerId: string,
  order: TransferOrder,
  detail: PaymentInitiation,
): Promise<void> {
  const truth = await describePayment(customerId, order, detail.identifier).catch(unusable)
  // Accounts that this customer may not use are refused by the ledger, unless it has posted this before.
  if (!truth || namesAsIn(detail, truth)) return
  const asked = await findAsked(customerId, detail.identifier)
  const known = (asked?.payment ?? asked?.details) as PaymentInitiation | undefined
  if (known && namesAsIn(detail, known)) return
  // The bank's own refusal comes first. A transfer that was posted before is answered again, whatever its accounts are called now.
  if (await checkOrder(order, customerId, detail.identifier)) return
  throw mismatch("The names in the token are not the ledger's.")
}

function unusable(error: unknown): null {
  if (error instanceof Refusal) return null
  throw error
}

/** What the token says was displayed; no detail if the bank's record stands in for the token's. */
export interface TokenDocument {
  detail?: object
  bindingMessage?: string
  /** Whether the token was exchanged for another, whose other details it lacks: the document cannot be rebuilt from it. */
  isNarrowed: boolean
}

/**
 * Requires that the device displayed what the token allows: recomputes the hash that the device signed from the token's
 * detail and the binding message. For an approval that this bank opened, message and hash are the bank's; otherwise the
 * message is the token's. Tokens without a hash pass. The detail of a narrowed token must be one of those that this bank
 * asked about; where another agent asked the tenant, the tenant alone vouches for it, and its hash is only recorded.
 * @param told the hash that the tenant says the device signed
 * @throws Problem `approval_mismatch`, also if there is a hash but no message to recompute it from
 */
export async function requireDisplayed(
  customerId: string,
  id: string,
  displayed: TokenDocument,
  told: string | undefined,
): Promise<void> {
  const { detail, isNarrowed } = displayed
  if (told === undefined && !isNarrowed) return
  const asked = await findAsked(customerId, id)
  if (asked?.hash && asked.hash !== told) throw mismatch('The device displayed something else than what was asked.')
  if (isNarrowed) {
    const isOneOfThem = [asked?.details, asked?.payment].some((known) => canonicalize(known) === canonicalize(detail))
    if (asked && !isOneOfThem) throw mismatch('The device displayed something else than what the token allows.')
    return
  }
  // Without a detail in the token the bank's record stands in for it, whose hash was compared above.
  if (detail === undefined || told === undefined) return
  const message = asked?.bindingMessage ?? displayed.bindingMessage
  if (message === undefined || displayedHash([detail], message) !== told)
    throw mismatch('The device displayed something else than what the token allows.')
}

/** What this bank asked the phone about; undefined where another agent asked the tenant. */
async function findAsked(customerId: string, id: string) {
  const { sql } = database()
  const [asked] = await withDeadline(sql<Asked[]>`
    SELECT displayed_hash AS hash, binding_message AS "bindingMessage", details, payment
    FROM approvals WHERE id = ${id} AND customer_id = ${customerId}`)
  return asked
}

interface Asked {
  hash: string | null
  bindingMessage: string
  details: unknown
  payment: unknown
}

function mismatch(detail: string): Problem {
  return new Problem('approval_mismatch', { detail })
}
