import type { Speech } from '@/app/_words/speech'

/** What happened on one day in the reader's zone, newest first. `date` is such as `2026-11-28`. */
export interface Day<T> {
  date: string
  items: T[]
}

// Swedish writes a date as ISO 8601 does.
const isoDateIn = (timeZone: string) =>
  new Intl.DateTimeFormat('sv-SE', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone })
const LONG = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const
const MONTH = { month: 'long', year: 'numeric', timeZone: 'UTC' } as const
const DAY_MS = 86_400_000

/** Puts what is newest first into days of this zone. */
export function daysOf<T extends { createdAt: string }>(items: T[], timeZone: string): Day<T>[] {
  const isoDate = isoDateIn(timeZone)
  const days: Day<T>[] = []
  for (const item of items) {
    const date = isoDate.format(new Date(item.createdAt))
    const last = days.at(-1)
    if (last?.date === date) last.items.push(item)
    else days.push({ date, items: [item] })
  }
  return days
}

/** A day's name for people: `Today`, `Yesterday`, or `Sat, 28 Nov 2026`. */
export function dayName({ date }: { date: string }, timeZone: string, speech: Speech, now = new Date()): string {
  return lately(date, timeZone, speech, now) ?? speech.dateFormat({ ...LONG, timeZone: 'UTC' }).format(Date.parse(date))
}

/** What happened within one stretch of time, newest first. */
export interface Stretch<T> {
  /** `Today`, `Yesterday`, or a month such as `November 2026`. */
  name: string
  items: T[]
}

/** Puts what is newest first, by this moment of each, into the last two days and months of this zone. */
export function stretchesOf<T>(
  items: T[],
  momentOf: (item: T) => string,
  timeZone: string,
  speech: Speech,
  now = new Date(),
): Stretch<T>[] {
  const isoDate = isoDateIn(timeZone)
  const stretches: Stretch<T>[] = []
  for (const item of items) {
    const date = isoDate.format(new Date(momentOf(item)))
    const name = lately(date, timeZone, speech, now) ?? speech.dateFormat(MONTH).format(Date.parse(date))
    const last = stretches.at(-1)
    if (last?.name === name) last.items.push(item)
    else stretches.push({ name, items: [item] })
  }
  return stretches
}

function lately(date: string, timeZone: string, { words }: Speech, now: Date): string | undefined {
  const today = isoDateIn(timeZone).format(now)
  if (date === today) return words.frame.days.today
  return Date.parse(date) === Date.parse(today) - DAY_MS ? words.frame.days.yesterday : undefined
}
