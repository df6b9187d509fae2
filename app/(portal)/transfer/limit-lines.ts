import { formatMoney } from '@/lib/ledger/amounts/money'
import { momentWords } from '@/lib/ledger/limit-words'
import type { Limit } from '@/lib/ledger/limits'

/** What may be moved now: `Up to $10,000.00 at once, and $23,500.00 today.` */
export function limitsOf({ currency, perTransfer, left, renewsAt }: Limit): string {
  const today = formatMoney(left, currency)
  if (/[1-9]/.test(left)) return `Up to ${formatMoney(perTransfer, currency)} at once, and ${today} more today.`
  return `You can move nothing more today. That renews ${momentWords(renewsAt, undefined)}.`
}
