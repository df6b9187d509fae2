import type { Approval } from '@/lib/approvals/approval'
import { paymentOf } from '@/lib/approvals/approved'
import { formatMoney } from '@/lib/ledger/amounts/money'

/** One line of what the phone shows. `name` is a text that a person or a business chose. */
export interface ApprovalLine {
  label: string
  name: string
  mask?: string
}

type Shown = Pick<Approval, 'details' | 'payment'>

/** The largest words of an approval: what is paid, or where nothing is, what is ordered. */
export function headlineOf(approval: Shown): string {
  const payment = paymentOf(approval)
  if (payment) return formatMoney(payment.instructedAmount.amount, payment.instructedAmount.currency)
  const { details } = approval
  return details.type === 'stock_order' ? `${details.qty} ${details.ticker}` : ''
}

/** Everything else that the phone shows, but for ids and the message. */
export function linesOf(approval: Shown): ApprovalLine[] {
  const payment = paymentOf(approval)
  const transfer = payment
    ? [
        { label: 'From', ...partyOf(payment.debtorAccount) },
        { label: 'To', ...partyOf(payment.creditorAccount) },
        ...(payment.creditorName === payment.creditorAccount.name
          ? []
          : [{ label: 'Holder', name: payment.creditorName }]),
        ...(payment.remittanceInformationUnstructured
          ? [{ label: 'Memo', name: payment.remittanceInformationUnstructured }]
          : []),
      ]
    : []
  return [...orderLines(approval.details), ...transfer]
}

function orderLines(details: Approval['details']): ApprovalLine[] {
  if (details.type === 'product_order') {
    const { product, qty, unitPrice, currency, merchant } = details
    const each = formatMoney(unitPrice, currency)
    return [
      { label: 'Buy', name: `${qty} × ${product.name}` },
      { label: 'Each', name: each },
      { label: 'Shop', name: merchant },
    ]
  }
  if (details.type === 'payment_initiation') return []
  const { side, qty, ticker, limitPrice, currency } = details
  const limit = `${side === 'buy' ? 'at most' : 'at least'} ${formatMoney(limitPrice, currency)} each`
  return [
    { label: side === 'buy' ? 'Buy' : 'Sell', name: `${qty} × ${ticker}` },
    { label: 'Limit', name: limit },
  ]
}

function partyOf({ name, mask }: { name: string; mask: string }): { name: string; mask: string } {
  return { name, mask }
}
