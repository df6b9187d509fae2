import { Temporal } from 'temporal-polyfill'
import { dayStart } from '@/lib/platform/time/day-start'

/** On which days: once, every week on the same day, or every month. Dates are such as `2026-11-28`. */
export interface Rhythm {
  startsOn: string
  /** Null for once. */
  every: 'week' | 'month' | null
  endsOn: string | null
}

/** A day, and the instant at which it begins in the order's zone. */
export interface Due {
  on: string
  at: Date
}

/**
 * The first day of the rhythm that is no earlier than `date`; null where there is none. Each month counts from the first
 * day, not from the month before: the 31st is followed by 28 February and then by 31 March.
 */
export function dueFrom({ startsOn, every, endsOn }: Rhythm, date: string, timeZone: string): Due | null {
  const [start, earliest] = [Temporal.PlainDate.from(startsOn), Temporal.PlainDate.from(date)]
  const on = every === null ? start : firstFrom(start, every, earliest)
  if (Temporal.PlainDate.compare(on, earliest) < 0 || (endsOn && Temporal.PlainDate.compare(on, endsOn) > 0))
    return null
  return { on: on.toString(), at: dayStart(on.toString(), timeZone) }
}

function firstFrom(
  start: Temporal.PlainDate,
  every: 'week' | 'month',
  earliest: Temporal.PlainDate,
): Temporal.PlainDate {
  if (Temporal.PlainDate.compare(start, earliest) >= 0) return start
  if (every === 'week') return start.add({ weeks: Math.ceil(start.until(earliest).days / 7) })
  const months = 12 * (earliest.year - start.year) + earliest.month - start.month
  const inThatMonth = start.add({ months })
  return Temporal.PlainDate.compare(inThatMonth, earliest) < 0 ? start.add({ months: months + 1 }) : inThatMonth
}
