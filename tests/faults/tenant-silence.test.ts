import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { heard, tenantIsSilent } from '@/lib/auth0/ai/tenant-silence'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
})
afterEach(() => {
  heard(true)
  vi.useRealTimers()
})

test('a tenant that answers is never left alone', () => {
  expect(heard(true)).toBe(0)
  expect(tenantIsSilent()).toBe(false)
})

test('each silence makes the pause twice as long, up to half a minute and a fifth of chance', () => {
  const pauses = Array.from({ length: 8 }, () => {
    const seconds = heard(false)
    expect(tenantIsSilent()).toBe(true)
    vi.advanceTimersByTime(seconds * 1000 + 1)
    expect(tenantIsSilent()).toBe(false)
    return seconds
  })
  for (const [n, seconds] of pauses.entries()) {
    const least = Math.min(2 ** n, 30)
    expect(seconds).toBeGreaterThanOrEqual(least)
    expect(seconds).toBeLessThanOrEqual(least * 1.2)
  }
})

test('many that fail at once are one silence', () => {
  const seconds = Array.from({ length: 20 }, () => heard(false))
  expect(Math.max(...seconds)).toBeLessThanOrEqual(1.2)
})

test('one answer ends it', () => {
  heard(false)
  heard(true)
  expect(tenantIsSilent()).toBe(false)
  expect(heard(false)).toBeLessThanOrEqual(1.2)
})
