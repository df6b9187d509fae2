import type { Speech } from '@/app/_words/speech'
import type { Approval } from '@/lib/approvals/approval'
import { paymentOf } from '@/lib/approvals/approved'

type Kind = 'from' | 'to' | 'holder' | 'memo' | 'buy' | 'sell' | 'each' | 'shop' | 'limit'

/** One line of what the phone shows. `name` is a text that a person or a business chose. */
export interface ApprovalLine {
  kind: Kind
  label: string
  name: string
  mask?: string
}

type Shown = Pick<Approval, 'details' | 'payment'>
type Line = Omit<ApprovalLine, 'label'>

/** The largest words of an approval: what is paid, or where nothing is, what is ordered. */
export function headlineOf(approval: Shown, { money }: Speech): string {
  const payment = paymentOf(approval)
  if (payment) return money(payment.instructedAmount.amount, payment.instructedAmount.currency)
  const { details } = approval
  return details.type === 'stock_order' ? `${details.qty} ${details.ticker}` : ''
}

/** Everything else that the phone shows, but for ids and the message. */
export function linesOf(approval: Shown, speech: Speech): ApprovalLine[] {
  const lines = [...orderLines(approval.details, speech), ...transferLines(approval)]
  return lines.map((line) => ({ ...line, label: speech.words.approval.lines[line.kind] }))
}

function transferLines(approval: Shown): Line[] {
  const payment = paymentOf(approval)
  if (!payment) return []
  const { debtorAccount, creditorAccount, creditorName, remittanceInformationUnstructured: memo } = payment
  return [
    { kind: 'from', ...partyOf(debtorAccount) },
    { kind: 'to', ...partyOf(creditorAccount) },
    ...(creditorName === creditorAccount.name ? [] : [{ kind: 'holder' as const, name: creditorName }]),
    ...(memo ? [{ kind: 'memo' as const, name: memo }] : []),
  ]
}

function orderLines(details: Approval['details'], { words, say, money }: Speech): Line[] {
  if (details.type === 'product_order') {
    const { product, qty, unitPrice, currency, merchant } = details
    return [
      { kind: 'buy', name: `${qty} × ${product.name}` },
      { kind: 'each', name: money(unitPrice, currency) },
      { kind: 'shop', name: merchant },
    ]
  }
  if (details.type === 'payment_initiation') return []
  const { side, qty, ticker, limitPrice, currency } = details
  const { atMost, atLeast } = words.approval.lines
  return [
    { kind: side, name: `${qty} × ${ticker}` },
    { kind: 'limit', name: say(side === 'buy' ? atMost : atLeast, { price: money(limitPrice, currency) }) },
  ]
}

function partyOf({ name, mask }: { name: string; mask: string }): { name: string; mask: string } {
  return { name, mask }
}
