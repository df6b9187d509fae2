import { GB } from 'chrono-node/en'
import { Temporal } from 'temporal-polyfill'
import type { Filter } from './message'

type Day = Temporal.PlainDate
const { compare, from: dayOf } = Temporal.PlainDate

const DAY_ONLY = /^(?:the )?0?([1-9]\d?)(?:st|nd|rd|th)?$/
const UNIT = /^(?:the )?(this|current|last|past|previous) (.+ )?(day|week|month|quarter|year)s?$/
/** The first day of the unit that holds a day, and how long the unit is. */
const UNITS: Record<string, { startOf: (day: Day) => Day; length: Temporal.DurationLike }> = {
  day: { startOf: (day) => day, length: { days: 1 } },
  week: { startOf: (day) => day.subtract({ days: day.dayOfWeek - 1 }), length: { weeks: 1 } },
  month: { startOf: (day) => day.with({ day: 1 }), length: { months: 1 } },
  quarter: { startOf: (day) => day.with({ day: 1, month: day.month - ((day.month - 1) % 3) }), length: { months: 3 } },
  year: { startOf: (day) => day.with({ day: 1, month: 1 }), length: { years: 1 } },
}

/** The days of a search that one phrase or two mean behind a word such as `since`, seen from `today`: never in the future. */
export function periodOf(today: string, how: string, phrase: string, until = phrase): Filter {
  // In "between 1 and 15 november" the first takes its month from the second; "between 1 and 15" may mean amounts.
  const start = DAY_ONLY.test(phrase) ? until.replace(/(?:the )?\d{1,2}(?:st|nd|rd|th)?/, phrase) : phrase
  const [one, other] = [start, until].map((text) => daysOf(text, dayOf(today)))
  if (!one || !other || compare(one[0], other[1]) > 0 || (how === 'from' && /^\d+$/.test(until)))
    return { isUnclear: true }
  if (how === 'since') return { from: `${one[0]}` }
  if (how === 'after') return { from: `${one[1].add({ days: 1 })}` }
  if (how === 'before') return { to: `${one[0].subtract({ days: 1 })}` }
  return ['from', 'in', 'on'].includes(how) ? { from: `${one[0]}`, to: `${other[1]}` } : { to: `${one[1]}` }
}

/**
 * The last day before or on what a phrase names, seen from `today`: `June` ends as it begins, `5 June` is itself, and each
 * lies ahead. Undefined where that cannot be told for certain.
 */
export function lastDayOf(today: string, phrase: string): string | undefined {
  const read = readWhole(phrase.replace(/^the (?:end of )?/, ''), dayOf(today), { forwardDate: true })
  const last = read?.isDay ? read.day : read?.day.with({ day: 1 }).subtract({ days: 1 })
  return last && compare(last, today) > 0 ? `${last}` : undefined
}

/** The first day and the last of one phrase; null where they cannot be told for certain. */
function daysOf(text: string, today: Day): [first: Day, last: Day] | null {
  const [, which, count, name = ''] = UNIT.exec(text) ?? []
  const unit = UNITS[name]
  const start = unit?.startOf(today) ?? today
  if (unit && (which === 'this' || which === 'current')) return [start, today]
  if (unit && !count && which !== 'past') return [start.subtract(unit.length), start.subtract({ days: 1 })]
  if (/^20\d\d$/.test(text)) return [dayOf(`${text}-01-01`), dayOf(`${text}-12-31`)]
  const only = DAY_ONLY.exec(text)?.[1]
  const read = readWhole(only ? newest(Number(only), today) : text.replace(/^the /, ''), today)
  if (!read) return null
  const day = compare(read.day, today) > 0 && read.again ? read.day.subtract(read.again) : read.day
  // "The last 3 months" reach to today, "last week" is the whole one before this.
  if (unit) return [day, today]
  return read.isDay ? [day, day] : [day, day.with({ day: day.daysInMonth })]
}

/** The newest date of a day's number: `2026-10-25` for 25; empty where no month has it. */
function newest(number: number, today: Day): string {
  const months = [0, 1, 2].map((back) => today.with({ day: 1 }).subtract({ months: back }))
  const days = months.filter(({ daysInMonth }) => number <= daysInMonth).map((month) => month.with({ day: number }))
  return `${days.find((day) => compare(day, today) <= 0) ?? ''}`
}

/** Whether month and day could change places: `3/4/2026` is in March to some and in April to others. */
function isEither(text: string): boolean {
  const [, one, other] = /^(\d{1,2})\/(\d{1,2})\//.exec(text) ?? []
  return one !== undefined && Number(one) !== Number(other) && Math.max(Number(one), Number(other)) <= 12
}

/** The day that chrono reads a whole text as, or null. `again`: how often the text names another, unless it says the year. */
function readWhole(text: string, today: Day, option = {}) {
  const noon = { instant: new Date(`${today}T12:00:00Z`), timezone: 0 }
  const [found, ...others] = isEither(text) ? [] : GB.parse(text, noon, option)
  if (!found || others.length > 0 || found.end || found.text.length < text.length) return null
  const is = (part: 'weekday' | 'day' | 'year') => found.start.isCertain(part)
  const again = is('year') ? undefined : is('weekday') ? { weeks: 1 } : { years: 1 }
  return { day: dayOf(found.date().toISOString().slice(0, 10)), isDay: is('day') || is('weekday'), again }
}
