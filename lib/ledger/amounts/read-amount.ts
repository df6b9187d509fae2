import { plainCharacters } from '@/lib/platform/text/plain-characters'
import { markIn, marksOf, withoutMarks } from './currency-marks'
import { type Currency, decimalsOf } from './money'
import { localDecimal } from './number-locale'
import { readNumber } from './read-number'

export type AmountProblem =
  | 'empty'
  | 'not_an_amount'
  | 'signed'
  | 'not_positive'
  | 'too_fine'
  | 'too_large'
  | 'other_currency'

/**
 * A text read as an amount, in minor units. `ambiguous`: two readings, the smaller first; only the writer knows which
 * is meant. `problem`: `message` tells the writer what is wrong, in English; `mark` is the sign of another currency.
 */
export type AmountReading =
  | { kind: 'exact'; amountMinor: bigint }
  | { kind: 'ambiguous'; readings: bigint[]; message: string }
  | { kind: 'problem'; problem: AmountProblem; message: string; mark?: string }

/** Longer than any amount with its currency. */
const CHARACTERS_MAX = 60
/** What stands before the number, the number from its first digit to its last, and what stands behind it. */
const PARTS = /^(?<before>[^\d]*?)(?<number>[.,\u066B]?\d(?:.*\d)?[.,\u066B]?)(?<after>[^\d]*)$/u
/** A line for no cents, behind a decimal mark: `20.-`, `20,–`. */
const NO_CENTS = /(?<=\d)[.,][-\u2012-\u2015]{1,2}(?=\D*$)/u
const SIGNS = /[-+()\u2012-\u2015\u2212]/gu

/**
 * The one reader of amounts, for the portal's field and for Aiya: `25`, `1,250.50`, `12,50`, `1 500`, `1’000.02`,
 * `US$1.19`. Works on digits, never on a float; never rounds. A mark of another currency is a problem, and so is any
 * text left over. `locale` (BCP 47) is the writer's: a lone comma or point before three digits is a group mark only
 * where that locale groups by it.
 */
export function readAmount(text: string, currency: Currency, locale = 'en-US'): AmountReading {
  if (text.trim() === '') return problem('empty', 'Enter an amount')
  const { before = '', number, after = '' } = partsOf(text)
  if (!number) return unread('not_an_amount', currency, locale)
  const marks = marksOf(currency, locale)
  const beside = [before, after].map((side) => withoutMarks(side.replace(SIGNS, ''), marks))
  const foreign = [...beside, number].map(markIn).find((mark) => mark && !marks.includes(mark))
  if (foreign) {
    const message = `${foreign} is not ${currency}, which this account holds`
    return { kind: 'problem', problem: 'other_currency', message, mark: foreign }
  }
  if ((before + after).search(SIGNS) >= 0) return problem('signed', 'Write the amount without a sign')
  if (beside.some((side) => side !== '')) return unread('not_an_amount', currency, locale)
  const readings = readNumber(number, currency, locale)
  if (typeof readings === 'string') return unread(readings, currency, locale)
  if (readings.length > 1) return ambiguous(readings, currency, locale)
  const [amountMinor = 0n] = readings
  return amountMinor > 0n ? { kind: 'exact', amountMinor } : problem('not_positive', 'Enter more than zero')
}

function partsOf(text: string): { before?: string; number?: string; after?: string } {
  const plain = text.length > CHARACTERS_MAX ? null : plainCharacters(text)
  return PARTS.exec(plain?.trim().replace(NO_CENTS, '') ?? '')?.groups ?? {}
}

function problem(problem: AmountProblem, message: string): AmountReading {
  return { kind: 'problem', problem, message }
}

/** Spells both readings in the writer's locale: in another one they would be as ambiguous as the typed text. */
function ambiguous(readings: bigint[], currency: Currency, locale: string): AmountReading {
  const [one, other] = readings.map((minor) => `${localDecimal(minor, currency, locale)} ${currency}`)
  return { kind: 'ambiguous', readings, message: `This can mean ${one} or ${other}` }
}

function unread(why: 'not_an_amount' | 'too_fine' | 'too_large', currency: Currency, locale: string): AmountReading {
  if (why === 'too_large') return problem(why, 'That is more than any account can hold')
  const decimals = decimalsOf(currency)
  const example = exampleIn(currency, locale)
  if (why === 'not_an_amount') return problem(why, `Not an amount. Write it like ${example}`)
  return problem(
    why,
    `${currency} has ${decimals === 0 ? 'no' : `at most ${decimals}`} decimals. Write it like ${example}`,
  )
}

/** An amount such as `1,250.50`, as the locale writes it in this currency. */
export function exampleIn(currency: Currency, locale: string): string {
  return localDecimal((125050n * 10n ** BigInt(decimalsOf(currency))) / 100n, currency, locale)
}
