import type { JSONWebKeySet } from 'jose'
import { z } from 'zod'
import { readConstraints } from '@/lib/approvals/mandates/constraints'
import { standingMandate } from '@/lib/approvals/mandates/standing-mandate'
import { readSignedAnswer } from '@/lib/auth0/token/device-answer'
import { parseAmount } from '@/lib/ledger/amounts/money'
import { MANDATE_RECEIPT_TYPE, type MandateReceipt, mandateReceipt } from './mandate-receipt'
import { ReceiptRefused, readSigned } from './verify-receipt'

const displayed = z.object({ authorization_details: z.tuple([standingMandate]) })

/**
 * Verifies the receipt of a mandate's use with the bank's public keys alone. Where it holds the mandate as the device signed
 * it, that signature is verified as well, and that what was posted is within the signed constraints. How much was used before
 * in the period, only the bank knows.
 * @throws ReceiptRefused
 */
export async function verifyMandateReceipt(jws: string, keys: JSONWebKeySet): Promise<MandateReceipt> {
  const parsed = mandateReceipt.safeParse(await readSigned(jws, keys, MANDATE_RECEIPT_TYPE))
  if (!parsed.success)
    throw new ReceiptRefused(`this is signed, but not as a receipt is: ${z.prettifyError(parsed.error)}`)
  const receipt = parsed.data
  if ((receipt.result === 'posted') !== (receipt.transferId !== null && receipt.code === null))
    throw new ReceiptRefused('it says both that it was posted and that it was refused')
  if (receipt.signedMandate) await requireWithin(receipt, receipt.signedMandate)
  return receipt
}

async function requireWithin(receipt: MandateReceipt, signed: NonNullable<MandateReceipt['signedMandate']>) {
  const answer = await readSignedAnswer(signed)
  if (!answer) throw new ReceiptRefused('the mandate in it was not signed by the device’s key')
  const { order } = receipt
  const [detail] = displayed.parse(JSON.parse(answer.displayed)).authorization_details
  if (detail.identifier !== receipt.mandateId || detail.agentClientId !== receipt.agentClientId)
    throw new ReceiptRefused('the device signed another mandate')
  if (receipt.result !== 'posted') return
  const limits = readConstraints(detail.constraints)
  const minor = parseAmount(order.amount, order.currency)
  const isWithin =
    minor !== null &&
    minor <= limits.maxPerTransferMinor &&
    minor <= limits.maxPerPeriodMinor &&
    order.currency === limits.currency &&
    order.debtorAccountId === limits.fromAccountId &&
    limits.toAccountIds.includes(order.creditorAccountId) &&
    Date.parse(receipt.at) < (detail.exp + 1) * 1000
  if (!isWithin) throw new ReceiptRefused('what was posted is not within the mandate that the device signed')
}
