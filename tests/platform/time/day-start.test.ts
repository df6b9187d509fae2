import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dayStart, localDate, nextDate } from '@/lib/platform/time/day-start'
import { timeZoneOf } from '@/lib/platform/time/time-zone'

test.each([
  ['2026-11-28', 'UTC', '2026-11-28T00:00:00.000Z'],
  ['2026-11-28', 'America/Los_Angeles', '2026-11-28T08:00:00.000Z'],
  ['2026-11-28', 'Asia/Kolkata', '2026-11-27T18:30:00.000Z'],
  // The clocks change that day, but not at midnight.
  ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
  ['2026-03-30', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
  // They skip midnight, and they repeat it.
  ['2024-04-26', 'Africa/Cairo', '2024-04-25T22:00:00.000Z'],
  ['2026-11-01', 'America/Havana', '2026-11-01T04:00:00.000Z'],
  ['2026-11-28', 'Pacific/Kiritimati', '2026-11-27T10:00:00.000Z'],
])('%s in %s begins at %s', (date, timeZone, instant) => {
  expect(dayStart(date, timeZone).toISOString()).toBe(instant)
})

test('a day’s start is its first instant, in every zone', () => {
  const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'))
  const dates = fc.date({ min: new Date('2012-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })
  fc.assert(
    fc.property(zones, dates, (timeZone, instant) => {
      const date = instant.toISOString().slice(0, 10)
      const start = dayStart(date, timeZone)
      expect(localDate(start, timeZone)).toBe(date)
      expect(nextDate(localDate(new Date(start.getTime() - 1), timeZone))).toBe(date)
    }),
    { numRuns: 300 },
  )
})

test.each([
  ['baink_time_zone=America%2FLos_Angeles', 'America/Los_Angeles'],
  ['other=1; baink_time_zone=Europe%2FBerlin; more=2', 'Europe/Berlin'],
  ['', 'UTC'],
  ['baink_time_zone=', 'UTC'],
  ['baink_time_zone=Mars%2FOlympus', 'UTC'],
  ['baink_time_zone=%zz', 'UTC'],
  [`baink_time_zone=${'x'.repeat(10_000)}`, 'UTC'],
  ['not_baink_time_zone=Europe%2FBerlin', 'UTC'],
])('the cookies %j tell %s', (cookie, timeZone) => {
  expect(timeZoneOf(new Request('http://localhost/', { headers: { cookie } }))).toBe(timeZone)
})
