import { Temporal } from 'temporal-polyfill'

/**
 * The instant at which a day begins in a time zone: usually midnight, one o'clock where the clocks skip midnight that
 * day, and the first of two midnights.
 * @param date such as `2026-11-28`
 */
export function dayStart(date: string, timeZone: string): Date {
  return new Date(Temporal.PlainDate.from(date).toZonedDateTime(timeZone).epochMilliseconds)
}

/** The date after: `2026-11-29` after `2026-11-28`. */
export function nextDate(date: string): string {
  return Temporal.PlainDate.from(date).add({ days: 1 }).toString()
}

/** The date of an instant in a time zone: `2026-11-28`. */
export function localDate(instant: Date, timeZone: string): string {
  return localIn(instant, timeZone).toPlainDate().toString()
}

/** The time of an instant in a time zone, to the minute: `19:05`. */
export function localTime(instant: Date, timeZone: string): string {
  return localIn(instant, timeZone).toPlainTime().toString({ smallestUnit: 'minute' })
}

/** An instant to the minute, for readers whose time zone is not known: `2026-11-28 19:05 UTC`. */
export function minuteInUtc(instant: Date): string {
  return `${localDate(instant, 'UTC')} ${localTime(instant, 'UTC')} UTC`
}

/** The last millisecond of a day in a time zone. */
export function dayEnd(date: string, timeZone: string): Date {
  return new Date(dayStart(nextDate(date), timeZone).getTime() - 1)
}

function localIn(instant: Date, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone)
}
