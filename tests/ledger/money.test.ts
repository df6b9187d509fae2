import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decimalsOf, formatMoney, isCurrency, limitIn, parseAmount, toDecimal } from '@/lib/ledger/amounts/money'

const CURRENCIES = ['USD', 'EUR', 'JPY', 'KWD'] as const
const BIGINT_MAX = 2n ** 63n - 1n
const currency = fc.constantFrom(...CURRENCIES)
const amount = fc.bigInt({ min: 0n, max: 10n ** 15n - 1n })

test.each([
  ['USD', 2],
  ['EUR', 2],
  ['JPY', 0],
  ['KWD', 3],
  ['HUF', 2],
  ['IQD', 3],
])('%s has %i decimals', (code, decimals) => {
  expect(isCurrency(code)).toBe(true)
  expect(decimalsOf(code)).toBe(decimals)
})

test.each(['usd', 'US', 'USDT', 'ZZZ', '', ' USD', '$'])('%j is no currency', (code) => {
  expect(isCurrency(code)).toBe(false)
})

test.each([
  ['25.00', 'USD', 2500n],
  ['0.01', 'USD', 1n],
  ['0.00', 'USD', 0n],
  ['2500', 'JPY', 2500n],
  ['0', 'JPY', 0n],
  ['1.234', 'KWD', 1234n],
  ['999999999999999.99', 'USD', 99999999999999999n],
])('%j %s is %s in minor units', (text, code, minor) => {
  expect(parseAmount(text, code)).toBe(minor)
})

test('an amount that is written and read again is the same amount', () => {
  fc.assert(
    fc.property(amount, currency, (minor, code) => {
      expect(parseAmount(toDecimal(minor, code), code)).toBe(minor)
    }),
  )
})

test('a text is the one spelling of its amount or no amount at all', () => {
  const text = fc.oneof(
    fc.stringMatching(/^[0-9.,+\-eE _]{0,20}$/),
    fc.stringMatching(/^\d{1,4}\.\d{0,4}$/),
    fc.string(),
  )
  fc.assert(
    fc.property(text, currency, (written, code) => {
      const minor = parseAmount(written, code)
      if (minor !== null) expect(toDecimal(minor, code)).toBe(written)
    }),
    { numRuns: 2000 },
  )
})

describe('every other spelling of an amount is refused', () => {
  const respell: Record<string, (text: string) => string> = {
    'a leading zero': (text) => `0${text}`,
    'a plus': (text) => `+${text}`,
    'a minus': (text) => `-${text}`,
    'a leading blank': (text) => ` ${text}`,
    'a trailing blank': (text) => `${text} `,
    'a line break': (text) => `${text}\n`,
    'an exponent': (text) => `${text}e0`,
    'a comma for a point': (text) => (text.includes('.') ? text.replace('.', ',') : `${text},0`),
    'a decimal more': (text) => (text.includes('.') ? `${text}0` : `${text}.0`),
    'a decimal less': (text) => (text.includes('.') ? text.slice(0, -1) : `${text}.`),
    'a fullwidth digit': (text) => text.replace(/\d/, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)),
    'the currency': (text) => `$${text}`,
    hexadecimal: (text) => `0x${text}`,
  }
  test.each(Object.keys(respell))('%s', (spelling) => {
    fc.assert(
      fc.property(amount, currency, (minor, code) => {
        expect(parseAmount(respell[spelling]?.(toDecimal(minor, code)) ?? '', code)).toBeNull()
      }),
    )
  })
})

test('an amount that the ledger cannot hold is no amount, however many decimals its currency has', () => {
  const codes = Intl.supportedValuesOf('currency')
  fc.assert(
    fc.property(fc.constantFrom(...codes), fc.bigInt({ min: 0n, max: 10n ** 20n }), (code, minor) => {
      const read = parseAmount(toDecimal(minor, code), code)
      if (read !== null) expect(read).toBeLessThanOrEqual(BIGINT_MAX)
    }),
    { numRuns: 3000 },
  )
  expect(parseAmount('999999999999999.9999', 'CLF')).toBeNull()
})

test.each([
  [-5n, 'USD', '-0.05'],
  [-120_000n, 'EUR', '-1200.00'],
  [-7n, 'JPY', '-7'],
  [-1n, 'KWD', '-0.001'],
  [BIGINT_MAX, 'USD', '92233720368547758.07'],
])('%s in %s is written %s', (minor, code, text) => {
  expect(toDecimal(minor, code)).toBe(text)
})

test.each([
  ['2500.00', 'USD', '$2,500.00'],
  ['-5.00', 'EUR', '−€5.00'],
  ['2500', 'JPY', '¥2,500'],
  ['1.234', 'KWD', 'KWD\u00a01.234'],
  ['92233720368547758.07', 'USD', '$92,233,720,368,547,758.07'],
])('%s %s is shown to people as %s', (decimal, code, shown) => {
  expect(formatMoney(decimal, code)).toBe(shown)
})

test.each([
  ['USD', '10000.00', 1_000_000n],
  ['USD', '10000', 1_000_000n],
  ['USD', '0.5', 50n],
  ['JPY', '10000.99', 10_000n],
  ['KWD', '10000.00', 10_000_000n],
])('in %s the limit %s is %s minor units', (code, limit, minor) => {
  expect(limitIn(code, limit)).toBe(minor)
})
