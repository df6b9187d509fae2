import { expect, test } from 'vitest'
import { amountWords, readTyped } from '@/app/_ui/typed-amount'
import { wordsOf } from '@/app/_words/dictionary'
import { speechIn } from '@/app/_words/speech'
import { limitReached, limitWasReached } from '@/app/(portal)/transfer/limit-lines'
import { readAmount } from '@/lib/ledger/amounts/read-amount'
import { limitWords } from '@/lib/ledger/limit-words'
import { ENGLISH } from '../support/english'

const GERMAN = speechIn('de', wordsOf('de'))

test.each(['', 'abc', '€5', '-5', '0', '1.234', '9'.repeat(20), '1.2345'])(
  'the page says of “%s” in English what Aiya says',
  (text) => {
    const reading = readAmount(text, 'USD')
    if (reading.kind === 'exact') throw new Error('it is an amount')
    expect(amountWords(reading, 'USD', ENGLISH)).toBe(reading.message)
  },
)

test('no text means one amount in English and another one in German', () => {
  for (const text of [
    '1.500',
    '1,500',
    '1.500,00',
    '1,500.00',
    '12,50',
    '12.50',
    '1 500',
    '1.5',
    '1,234,567',
    '1.234.567',
  ]) {
    const [english, german] = [readTyped(text, 'USD', ENGLISH), readTyped(text, 'USD', GERMAN)]
    if (english.kind === 'exact' && german.kind === 'exact') expect(german).toEqual(english)
  }
  // This machine's place is English: in German a lone point is asked about as well.
  expect(readTyped('1.500', 'USD', GERMAN)).toMatchObject({ kind: 'ambiguous', readings: [150n, 150_000n] })
  expect(readTyped('12,50', 'USD', GERMAN)).toEqual({ kind: 'exact', amountMinor: 1250n })
})

test('the page says of a limit in English what Aiya says', () => {
  const daily = { currency: 'USD', limit: '25000.00', left: '12.00', renewsAt: '2026-11-29T00:00:00.000Z' }
  for (const limit of [daily, { ...daily, renewsAt: null }])
    expect(limitReached(limit, ENGLISH)).toBe(limitWords(limit, undefined))
})

test('of a day that is over the page says which limit it was, and what was left of it', () => {
  const daily = { currency: 'USD', limit: '25000.00', left: '12.00', renewsAt: '2026-11-29T00:00:00.000Z' }
  expect(limitWasReached(daily, ENGLISH)).toMatch(
    /^of \$25,000.00 a day only \$12.00 was left, until it renewed on \S+ \S+ at \S+ \S+$/,
  )
  expect(limitWasReached(daily, GERMAN)).toMatch(/^von 25.000,00\s\$ je Tag war nur noch 12,00\s\$ übrig; erneuert am /)
  const each = { ...daily, renewsAt: null }
  expect(limitWasReached(each, ENGLISH)).toBe('one transfer can be at most $25,000.00')
  expect(limitWasReached(each, GERMAN)).toMatch(/^eine Überweisung kann höchstens 25.000,00\s\$ betragen$/)
})
