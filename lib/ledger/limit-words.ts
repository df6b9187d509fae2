import { formatMoney } from './amounts/money'
import type { ReachedLimit } from './refusal'

/** Which limit an order is over, what is left and when it renews, by the clock of the reader's time zone (IANA). */
export function limitWords({ currency, limit, left, renewsAt }: ReachedLimit, timeZone: string | undefined): string {
  if (renewsAt === null) return `One transfer can be at most ${formatMoney(limit, currency)}.`
  const when = momentWords(renewsAt, timeZone)
  return `You can move ${formatMoney(left, currency)} more today, of ${formatMoney(limit, currency)} a day. It renews ${when}.`
}

/** `on 29 Nov at 01:00 GMT+1`. */
export function momentWords(at: string, timeZone: string | undefined): string {
  const moment = new Date(at)
  const day = new Intl.DateTimeFormat('en-GB', { timeZone, day: 'numeric', month: 'short' }).format(moment)
  const clock = { timeZone, hour: '2-digit', minute: '2-digit', timeZoneName: 'short' } as const
  return `on ${day} at ${new Intl.DateTimeFormat('en-GB', clock).format(moment)}`
}
