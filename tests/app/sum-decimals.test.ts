import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sumDecimals } from '@/app/(portal)/accounts/sum-decimals'
import { toDecimal } from '@/lib/ledger/amounts/money'

test('debts are taken off', () => {
  expect(sumDecimals(['2500.00', '10000.00', '-342.50'], 'USD')).toBe('12157.50')
  expect(sumDecimals(['0.10', '-0.30'], 'USD')).toBe('-0.20')
  expect(sumDecimals([], 'JPY')).toBe('0')
})

test('sums are exact, however large', () => {
  const amounts = fc.array(fc.bigInt({ min: -(10n ** 16n), max: 10n ** 16n }))
  fc.assert(
    fc.property(amounts, (minors) => {
      const sum = minors.reduce((total, minor) => total + minor, 0n)
      const decimals = minors.map((minor) => toDecimal(minor, 'USD'))
      expect(sumDecimals(decimals, 'USD')).toBe(toDecimal(sum, 'USD'))
    }),
  )
})

test('a text that is no amount is an error, and is not left out of the sum', () => {
  expect(() => sumDecimals(['1.0'], 'USD')).toThrow()
})
