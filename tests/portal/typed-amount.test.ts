import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readTypedAmount } from '@/app/(portal)/transfer/typed-amount'
import { formatMoney, toDecimal } from '@/lib/transfers/money'

test.each([
  ['25', 'USD', '25.00'],
  ['25.', 'USD', '25.00'],
  ['25.5', 'USD', '25.50'],
  ['1,250.5', 'USD', '1250.50'],
  ['1 250', 'USD', '1250.00'],
  ['1\u00a0250', 'EUR', '1250.00'],
  [' $25.00 ', 'USD', '25.00'],
  ['$ 25', 'USD', '25.00'],
  ['€9.99', 'EUR', '9.99'],
  ['USD 25', 'USD', '25.00'],
  ['.5', 'USD', '0.50'],
  ['007', 'USD', '7.00'],
  ['1,000,000', 'USD', '1000000.00'],
  ['500', 'JPY', '500'],
  ['1.234', 'KWD', '1.234'],
  ['0.1', 'USD', '0.10'],
  ['90071992547409.93', 'USD', '90071992547409.93'],
])('%j in %s is %s', (typed, currency, amount) => {
  expect(readTypedAmount(typed, currency)).toBe(amount)
})

test.each([
  '',
  '.',
  '0',
  '0.00',
  '-5',
  '+5',
  '1,25',
  '1,2500',
  '12,34,567',
  '1.234',
  '25.001',
  '1.2.3',
  '1e3',
  'NaN',
  'ten',
  '٢٥',
  '25 USD',
  '1'.repeat(16),
])('%j is no amount of dollars', (typed) => {
  expect(readTypedAmount(typed, 'USD')).toBeNull()
})

test('every amount is read back from how the bank writes it', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 1n, max: 99_999_999_999_999_999n }),
      fc.constantFrom('USD', 'EUR'),
      (minor, currency) => {
        const decimal = toDecimal(minor, currency)
        expect(readTypedAmount(decimal, currency)).toBe(decimal)
        expect(readTypedAmount(formatMoney(decimal, currency), currency)).toBe(decimal)
      },
    ),
  )
})
