import { expect, test } from 'vitest'
import { stretchesOf } from '@/app/_ui/days-of'
import { ENGLISH } from '../support/english'

const NOW = new Date('2026-11-29T03:00:00Z')
const named = (moments: string[], timeZone: string) =>
  stretchesOf(moments, (moment) => moment, timeZone, ENGLISH, NOW).map(({ name, items }) => [name, items.length])

test('what is newest first stands under today, yesterday, and then its month', () => {
  const moments = ['2026-11-29T02:00:00Z', '2026-11-29T00:00:00Z', '2026-11-28T12:00:00Z', '2026-11-27T12:00:00Z']
  expect(named([...moments, '2026-10-31T12:00:00Z', '2025-10-01T12:00:00Z'], 'UTC')).toEqual([
    ['Today', 2],
    ['Yesterday', 1],
    ['November 2026', 1],
    ['October 2026', 1],
    ['October 2025', 1],
  ])
})

test('the days are those of the zone', () => {
  // 03:00 in UTC is the evening of the 28th in New York, and noon of the 29th in Tokyo.
  expect(named(['2026-11-29T02:00:00Z', '2026-11-28T04:00:00Z'], 'America/New_York')).toEqual([
    ['Today', 1],
    ['Yesterday', 1],
  ])
  expect(named(['2026-11-29T02:00:00Z', '2026-11-28T15:30:00Z'], 'Asia/Tokyo')).toEqual([['Today', 2]])
  expect(named(['2026-11-01T02:00:00Z'], 'America/New_York')).toEqual([['October 2026', 1]])
})
