import type { Speech } from '@/app/_words/speech'
import type { Limit } from '@/lib/ledger/limits'
import type { ReachedLimit } from '@/lib/ledger/refusal'

/** What may be moved now: `Up to $10,000.00 at once, and $23,500.00 more today.` */
export function limitsOf({ currency, perTransfer, left, renewsAt }: Limit, speech: Speech): string {
  const { words, say, money } = speech
  const { upTo, nothing } = words.transfer.limits
  if (!/[1-9]/.test(left)) return say(nothing, momentOf(renewsAt, speech))
  return say(upTo, { most: money(perTransfer, currency), left: money(left, currency) })
}

/** Which limit an order is over, what is left and when it renews, by the browser's clock. */
export function limitReached({ currency, limit, left, renewsAt }: ReachedLimit, speech: Speech): string {
  const { words, say, money } = speech
  const { one, daily } = words.transfer.limits
  if (renewsAt === null) return say(one, { limit: money(limit, currency) })
  return say(daily, { left: money(left, currency), limit: money(limit, currency), ...momentOf(renewsAt, speech) })
}

/** The same of a day that is over, as the end of a sentence. */
export function limitWasReached({ currency, limit, left, renewsAt }: ReachedLimit, speech: Speech): string {
  const { words, say, money } = speech
  const { overOne, overDaily } = words.transfer.limits
  if (renewsAt === null) return say(overOne, { limit: money(limit, currency) })
  const amounts = { left: money(left, currency), limit: money(limit, currency) }
  return say(overDaily, { ...amounts, ...momentOf(renewsAt, speech) })
}

/** `29 Nov` and `01:00 GMT+1`. */
function momentOf(at: string, { dateFormat }: Speech): { day: string; time: string } {
  const moment = new Date(at)
  return {
    day: dateFormat({ day: 'numeric', month: 'short' }).format(moment),
    time: dateFormat({ hour: '2-digit', minute: '2-digit', timeZoneName: 'short' }).format(moment),
  }
}
