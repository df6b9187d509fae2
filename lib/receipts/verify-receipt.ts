import { compactVerify, createLocalJWKSet, errors, type JSONWebKeySet } from 'jose'
import { z } from 'zod'
import { displayedHash } from '@/lib/approvals/displayed'
import { namesExactly } from '@/lib/auth0/payment-initiation'
import { parseAmount } from '@/lib/transfers/money'
import { RECEIPT_ALGORITHM, RECEIPT_TYPE, type Receipt, receipt } from './receipt'

const CHARACTERS_MAX = 64 * 1024

/** Thrown when a receipt is not what the bank signed, or does not hold together. The message is for people. */
export class ReceiptRefused extends Error {
  override name = 'ReceiptRefused'
}

/**
 * Proves a receipt with the bank's public keys alone: signed by one of them (RFC 7515 section 5.2), as a receipt and
 * nothing else, and of a piece: what was posted is what was displayed.
 * @throws ReceiptRefused
 */
export async function verifyReceipt(jws: string, keys: JSONWebKeySet): Promise<Receipt> {
  if (jws.length > CHARACTERS_MAX) throw new ReceiptRefused('this is too long for a receipt')
  if (!isCanonical(jws)) throw new ReceiptRefused('this is not a compact JWS in its one spelling')
  const verified = await compactVerify(jws, createLocalJWKSet(keys), { algorithms: [RECEIPT_ALGORITHM] }).catch(refused)
  if (verified.protectedHeader.typ !== RECEIPT_TYPE) throw new ReceiptRefused('this is signed, but not a receipt')
  const parsed = receipt.safeParse(JSON.parse(new TextDecoder().decode(verified.payload)))
  if (!parsed.success)
    throw new ReceiptRefused(`this is signed, but not as a receipt is: ${z.prettifyError(parsed.error)}`)
  requireOfAPiece(parsed.data)
  return parsed.data
}

/** Base64url has spare bits at its end; a receipt is the bank's very characters, so other ones there are refused. */
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

/** What the signature cannot show: that the bank's own account of the three steps is one story. */
function requireOfAPiece({ approvalId, displayed, posted, audit }: Receipt): void {
  const { authorization_details, binding_message } = displayed.document
  const [detail] = authorization_details
  if (displayedHash(detail, binding_message) !== displayed.hash)
    throw new ReceiptRefused('the displayed document does not have the hash that it says')
  const order = {
    fromAccountId: posted.debtorAccountId,
    toAccountId: posted.creditorAccountId,
    amountMinor: parseAmount(posted.amount, posted.currency) ?? -1n,
    currency: posted.currency,
    memo: posted.memo,
  }
  if (!namesExactly(detail, order, approvalId)) throw new ReceiptRefused('what was posted is not what was displayed')
  // The very order may have been sent by hand before the answer came; then the approval was only settled with it.
  const steps = posted.authority === 'session' ? ['requested', 'posted'] : ['requested', 'approved', 'posted']
  const positions = steps.map((step) => audit.find(({ event }) => event === `approval.${step}`)?.position ?? '0')
  const ascending = positions.every((position, place) => BigInt(position) > BigInt(positions[place - 1] ?? 0))
  if (!ascending || !audit.some(({ event }) => event === 'transfer.posted'))
    throw new ReceiptRefused('it was not asked, approved and posted in this order')
}
