import { Temporal } from 'temporal-polyfill'
import { localDate } from '@/lib/platform/time/day-start'

/** When people can be expected to look at their phone. */
const MORNING = '09:00'

/**
 * From when on the phone may be asked for a day's transfer: nine in the morning, unless it was ordered on that very day,
 * by somebody who is awake.
 */
export function phoneHour({ dueOn, timeZone, createdAt }: { dueOn: string; timeZone: string; createdAt: Date }): Date {
  if (localDate(createdAt, timeZone) === dueOn) return createdAt
  const plainTime = Temporal.PlainTime.from(MORNING)
  return new Date(Temporal.PlainDate.from(dueOn).toZonedDateTime({ timeZone, plainTime }).epochMilliseconds)
}
