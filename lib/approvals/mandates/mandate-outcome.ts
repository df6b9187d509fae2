import { formatMoney } from '@/lib/ledger/amounts/money'
import { localDate, minuteInUtc } from '@/lib/platform/time/day-start'
import type { ApprovalStatus } from '../approval-states'
import type { Mandate } from './mandate'

/**
 * A mandate's limits in one line.
 * @param timeZone the customer's (IANA); where it is not known, the end is told by the minute, as on the phone
 */
export function mandateLine(
  { maxPerTransfer, maxPerPeriod, period, currency, validUntil }: Mandate,
  timeZone?: string,
): string {
  const [once, all] = [maxPerTransfer, maxPerPeriod].map((amount) => formatMoney(amount, currency))
  const until = new Date(validUntil)
  return `at most ${once} at once and ${all} a ${period}, until ${timeZone ? localDate(until, timeZone) : minuteInUtc(until)}`
}

const ENDED: Partial<Record<ApprovalStatus, string>> = {
  denied: 'The mandate was denied on the phone.',
  expired: 'Nobody answered on the phone in time, so there is no mandate.',
  cancelled: 'The request for the mandate was withdrawn.',
}

/** What became of a request for a mandate, for the chat that asked. */
export function mandateOutcome(mandate: Mandate, status: ApprovalStatus): string {
  if (status === 'posted')
    return `Your mandate is in force: ${mandateLine(mandate)}. You can revoke it on the [Mandates page](/mandates).`
  return `${ENDED[status] ?? 'The mandate was not made.'} Nothing is allowed by it.`
}
