import fc from 'fast-check'
import { expect, test } from 'vitest'
import { localDate, nextDate } from '@/lib/platform/time/day-start'
import { dueFrom, type Rhythm } from '@/lib/scheduled-transfers/occurrences'
import { phoneHour } from '@/lib/scheduled-transfers/phone-hour'

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Pacific/Auckland',
  'Africa/Cairo',
  'Asia/Kathmandu',
  'America/Sao_Paulo',
]

/** The first days of a rhythm, as the runner finds them: each from the day after the one before. */
function days(rhythm: Rhythm, most = 14, timeZone = 'UTC'): string[] {
  const found: string[] = []
  for (let from = rhythm.startsOn; found.length < most; ) {
    const due = dueFrom(rhythm, from, timeZone)
    if (!due) break
    found.push(due.on)
    from = nextDate(due.on)
  }
  return found
}

test('a month counts from the first day, and the 31st is the last day of a shorter month', () => {
  const monthly = (startsOn: string, endsOn: string | null = null): Rhythm => ({ startsOn, every: 'month', endsOn })
  expect(days(monthly('2027-01-31'), 4)).toEqual(['2027-01-31', '2027-02-28', '2027-03-31', '2027-04-30'])
  expect(days(monthly('2028-01-30'), 3)).toEqual(['2028-01-30', '2028-02-29', '2028-03-30'])
  expect(days(monthly('2027-11-15', '2028-01-15'))).toEqual(['2027-11-15', '2027-12-15', '2028-01-15'])
  expect(days({ startsOn: '2027-12-27', every: 'week', endsOn: '2028-01-09' })).toEqual(['2027-12-27', '2028-01-03'])
  expect(days({ startsOn: '2027-12-27', every: null, endsOn: null })).toEqual(['2027-12-27'])
})

const date = fc
  .date({ min: new Date('2024-01-01'), max: new Date('2034-12-31'), noInvalidDate: true })
  .map((at) => at.toISOString().slice(0, 10))
const lastOf = (year: number, month: number) => new Date(Date.UTC(year, month, 0)).getUTCDate()

test('every month has one day, the first one’s or its own last; weeks are seven days apart', () => {
  fc.assert(
    fc.property(date, (startsOn) => {
      const wanted = Number(startsOn.slice(8))
      const first = Number(startsOn.slice(0, 4)) * 12 + Number(startsOn.slice(5, 7)) - 1
      for (const [index, day] of days({ startsOn, every: 'month', endsOn: null }).entries()) {
        const [year, month] = [Math.floor((first + index) / 12), ((first + index) % 12) + 1]
        const expected = Math.min(wanted, lastOf(year, month))
        expect(day).toBe(`${year}-${String(month).padStart(2, '0')}-${String(expected).padStart(2, '0')}`)
      }
      const weekly = days({ startsOn, every: 'week', endsOn: null }).map((day) => Date.parse(day))
      expect(weekly.map((day) => day - Date.parse(startsOn))).toEqual(weekly.map((_, index) => index * 7 * 86_400_000))
    }),
    { numRuns: 30 },
  )
})

test('from whatever day one looks, the next one is the first that has not passed', () => {
  const isOne = (day: string, startsOn: string, every: 'week' | 'month') => {
    if (every === 'week') return ((Date.parse(day) - Date.parse(startsOn)) / 86_400_000) % 7 === 0
    return (
      Number(day.slice(8)) ===
      Math.min(Number(startsOn.slice(8)), lastOf(Number(day.slice(0, 4)), Number(day.slice(5, 7))))
    )
  }
  fc.assert(
    fc.property(date, date, fc.constantFrom('week' as const, 'month' as const), (startsOn, from, every) => {
      let day = [from, startsOn].sort()[1] ?? ''
      while (!isOne(day, startsOn, every)) day = nextDate(day)
      expect(dueFrom({ startsOn, every, endsOn: null }, from, 'UTC')?.on).toBe(day)
    }),
    { numRuns: 50 },
  )
})

test('a day begins in its zone, also where the clocks change, and no day is passed over or had twice', () => {
  fc.assert(
    fc.property(date, fc.constantFrom(...ZONES), (startsOn, timeZone) => {
      const due = dueFrom({ startsOn, every: null, endsOn: null }, startsOn, timeZone)
      const at = due?.at ?? new Date(Number.NaN)
      expect(localDate(at, timeZone)).toBe(startsOn)
      expect(localDate(new Date(at.getTime() - 1), timeZone) < startsOn).toBe(true)
    }),
    { numRuns: 100 },
  )
  // Cairo skips midnight on this day, and the clocks of Berlin go from 2 to 3.
  const cairo = dueFrom({ startsOn: '2026-04-24', every: null, endsOn: null }, '2026-04-24', 'Africa/Cairo')
  expect(cairo?.at.toISOString()).toBe('2026-04-23T22:00:00.000Z')
  expect(phoneHour({ dueOn: '2026-03-29', timeZone: 'Europe/Berlin', createdAt: new Date(0) }).toISOString()).toBe(
    '2026-03-29T07:00:00.000Z',
  )
})
