import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatMoney, toDecimal } from '@/lib/ledger/amounts/money'
import { localDecimal } from '@/lib/ledger/amounts/number-locale'
import { type AmountReading, readAmount } from '@/lib/ledger/amounts/read-amount'
import vectors from '@/vectors/amounts.json'

interface Vector {
  text: string
  currency: string
  locale: string
  amount?: string
  ambiguous?: string[]
  problem?: string
}

/** A reading as the vectors write it. */
function written(reading: AmountReading, currency: string): Partial<Vector> {
  if (reading.kind === 'exact') return { amount: toDecimal(reading.amountMinor, currency) }
  if (reading.kind === 'problem') return { problem: reading.problem }
  return { ambiguous: reading.readings.map((minor) => toDecimal(minor, currency)) }
}

test.each(vectors as Vector[])('$text of $currency in $locale', ({ text, currency, locale, ...expected }) => {
  expect(written(readAmount(text, currency, locale), currency)).toEqual(expected)
})

const amounts = fc.bigInt({ min: 1n, max: 10n ** 15n - 1n })
const currencies = fc.constantFrom('USD', 'EUR', 'JPY', 'KWD', 'CLP', 'INR', 'CHF')
const locales = fc.constantFrom(
  'en-US',
  'de-DE',
  'fr-FR',
  'de-CH',
  'en-IN',
  'pl-PL',
  'pt-BR',
  'ar-EG',
  'fa-IR',
  'sv-SE',
)

test('an amount is read back from how the bank writes it, and from how every place writes it', () => {
  fc.assert(
    fc.property(amounts, currencies, locales, (amountMinor, currency, locale) => {
      const decimal = toDecimal(amountMinor, currency)
      for (const [text, reader] of [
        [decimal, 'en-US'],
        [formatMoney(decimal, currency), 'en-US'],
        [localDecimal(amountMinor, currency, locale), locale],
        [new Intl.NumberFormat(locale, { style: 'currency', currency }).format(decimal as `${number}`), locale],
      ] as const) {
        const reading = readAmount(text, currency, reader)
        // A place may write fewer decimals than ISO 4217 counts; a lone mark before three digits is asked.
        if (reading.kind === 'ambiguous') expect(reading.readings).toContain(amountMinor)
        else expect(reading).toEqual({ kind: 'exact', amountMinor })
      }
    }),
  )
})

test('no mark of another currency is ever read', () => {
  const marks = Intl.supportedValuesOf('currency').flatMap((code) => [code, symbolOf(code)])
  for (const mark of marks.filter((each) => /\p{Sc}|^\p{L}{3}$/u.test(each) && !['$', 'USD', 'US$'].includes(each))) {
    for (const text of [`${mark}5`, `5 ${mark}`]) {
      expect(readAmount(text, 'USD'), text).toMatchObject({ problem: 'other_currency' })
    }
  }
})

function symbolOf(currency: string): string {
  const parts = new Intl.NumberFormat('en-US', { style: 'currency', currency }).formatToParts(1)
  return parts.find(({ type }) => type === 'currency')?.value ?? currency
}

test('a reading never differs from the digits that were written', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...'0123459.,’ $€-eE+²٢'), maxLength: 14 }),
      locales,
      (text, locale) => {
        const reading = readAmount(text, 'USD', locale)
        if (reading.kind === 'problem') return
        const read = reading.kind === 'exact' ? [reading.amountMinor] : reading.readings
        const digits = text
          .normalize('NFKC')
          .replace(/٢/g, '2')
          .replace(/\D/g, '')
          .replace(/^0+|0+$/g, '')
        for (const minor of read) expect(minor.toString().replace(/0+$/, '')).toBe(digits)
      },
    ),
    { numRuns: 500 },
  )
})
