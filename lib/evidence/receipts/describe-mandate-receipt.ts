import { formatMoney } from '@/lib/ledger/amounts/money'
import type { MandateReceipt } from './mandate-receipt'

/** The receipt of a mandate's use in words, and what it does not prove. */
export function describeMandateReceipt({ order, audit, ...receipt }: MandateReceipt): string {
  const written = new Date(receipt.iat * 1000).toISOString()
  const money = formatMoney(order.amount, order.currency)
  const result =
    receipt.result === 'posted'
      ? `Posted as transfer ${receipt.transferId}, without asking the phone`
      : `Refused: ${receipt.code}${receipt.why ? `, by the mandate's limit ${receipt.why}` : ''}`
  const signed = receipt.signedMandate
    ? 'The yes to it is in this receipt, as the customer’s device signed it, and allows this'
    : 'The yes to it is not in this receipt: the tenant kept it'
  return `Receipt of ${receipt.iss} under mandate ${receipt.mandateId}, written ${written}

Asked ${receipt.at} by agent ${receipt.agentClientId} for customer ${receipt.customerId}
  ${money} from account ${order.debtorAccountId} to account ${order.creditorAccountId}
  Memo: ${order.memo ?? 'none'}
${result}
${signed}
  Audit ${audit.position.padStart(4)}  ${audit.hash}  ${audit.event}

It does not prove
${receipt.doesNotProve.map((words) => `  - ${words}`).join('\n')}`
}
