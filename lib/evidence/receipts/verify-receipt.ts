import { compactVerify, createLocalJWKSet, errors, type JSONWebKeySet } from 'jose'
import { z } from 'zod'
import { displayedHash } from '@/lib/approvals/displayed'
import { namesExactly } from '@/lib/approvals/payment-initiation'
import { parseAmount } from '@/lib/ledger/amounts/money'
import { paymentIn, RECEIPT_ALGORITHM, RECEIPT_TYPE, type Receipt, receipt } from './receipt'

const CHARACTERS_MAX = 64 * 1024

/** Thrown for a receipt that the bank did not sign, or that contradicts itself. The message is for people. */
export class ReceiptRefused extends Error {
  override name = 'ReceiptRefused'
}

/**
 * Verifies a receipt with the bank's public keys alone: one of them signed it (RFC 7515 section 5.2), it is of the type
 * receipt, and the displayed transfer is the posted one.
 * @throws ReceiptRefused
 */
export async function verifyReceipt(jws: string, keys: JSONWebKeySet): Promise<Receipt> {
  const parsed = receipt.safeParse(await readSigned(jws, keys, RECEIPT_TYPE))
  if (!parsed.success)
    throw new ReceiptRefused(`this is signed, but not as a receipt is: ${z.prettifyError(parsed.error)}`)
  requireOfAPiece(parsed.data)
  return parsed.data
}

/**
 * What one of these keys has signed under this `typ` (RFC 7515 section 5.2).
 * @throws ReceiptRefused
 */
export async function readSigned(jws: string, keys: JSONWebKeySet, typ: string): Promise<unknown> {
  if (jws.length > CHARACTERS_MAX) throw new ReceiptRefused('this is too long for a receipt')
  if (!isCanonical(jws)) throw new ReceiptRefused('this is not a compact JWS in canonical form')
  const verified = await compactVerify(jws, createLocalJWKSet(keys), { algorithms: [RECEIPT_ALGORITHM] }).catch(refused)
  if (verified.protectedHeader.typ !== typ) throw new ReceiptRefused('this is signed, but not a receipt')
  return JSON.parse(new TextDecoder().decode(verified.payload))
}

/**
 * Whether the text is canonical. Base64url leaves spare bits at the end, so other characters there would decode alike;
 * a receipt must have exactly the characters that the bank wrote.
 */
function isCanonical(jws: string): boolean {
  const parts = jws.split('.')
  return parts.length === 3 && parts.every((part) => Buffer.from(part, 'base64url').toString('base64url') === part)
}

function refused(error: unknown): never {
  if (error instanceof errors.JWKSNoMatchingKey) throw new ReceiptRefused('it was not signed by any of these keys')
  if (error instanceof errors.JWSSignatureVerificationFailed)
    throw new ReceiptRefused('the signature does not fit: something in it was changed, or another key signed it')
  throw new ReceiptRefused(error instanceof Error ? error.message : 'it cannot be read', { cause: error })
}

/** Checks what the signature cannot show: that the bank's account of the three steps agrees with itself. */
function requireOfAPiece(receipt: Receipt): void {
  const { approvalId, displayed, posted, audit } = receipt
  const { authorization_details, binding_message } = displayed.document
  if (displayedHash(authorization_details, binding_message) !== displayed.hash)
    throw new ReceiptRefused('the displayed document does not have the hash that it says')
  const order = {
    fromAccountId: posted.debtorAccountId,
    toAccountId: posted.creditorAccountId,
    amountMinor: parseAmount(posted.amount, posted.currency) ?? -1n,
    currency: posted.currency,
    memo: posted.memo,
  }
  if (!namesExactly(paymentIn(receipt), order, approvalId))
    throw new ReceiptRefused('what was posted is not what was displayed')
  // A customer may have sent this very order by hand before the phone answered; the posting then settled the approval.
  const steps = posted.authority === 'session' ? ['requested', 'posted'] : ['requested', 'approved', 'posted']
  const positions = steps.map((step) => audit.find(({ event }) => event === `approval.${step}`)?.position ?? '0')
  const ascending = positions.every((position, place) => BigInt(position) > BigInt(positions[place - 1] ?? 0))
  if (!ascending || !audit.some(({ event }) => event === 'transfer.posted'))
    throw new ReceiptRefused('it was not asked, approved and posted in this order')
}
