import { type Currency, decimalsOf, parseAmount } from './money'
import { type NumberLocale, numberLocale } from './number-locale'

/** A number as digits, marks between them, and nothing else; U+066B is the Arabic decimal mark, U+066C groups. */
const NUMBER = /^\d*(?:[.,\u066B\u066C\u2019' ]\d*)*$/u
const MARK = /[.,\u066B\u066C\u2019' ]/u
const MAY_BE_DECIMAL = /[.,\u066B]/u

/** What the digits may mean, in minor units: one reading, or two; or why there is none. */
export type NumberReading = bigint[] | 'not_an_amount' | 'too_fine' | 'too_large'

/**
 * Reads a number in plain characters. Of two kinds of marks, the last is the decimal one. A lone comma or point before
 * three digits is a group mark if the locale groups by it and the currency does not have three decimals; otherwise the
 * number is ambiguous.
 */
export function readNumber(number: string, currency: Currency, locale: string): NumberReading {
  if (!NUMBER.test(number)) return 'not_an_amount'
  const parts = number.split(new RegExp(MARK, 'gu'))
  const marks = [...number].filter((character) => MARK.test(character)).map((mark) => mark.replace('\u2019', "'"))
  const place = numberLocale(locale)
  const grouped = areGroups(parts, marks, place) ? parts.join('') : null
  const split = marks.length > 0 ? atDecimal(parts, marks, place) : null
  if (grouped === null) return split === null ? 'not_an_amount' : exactly(split, currency)
  if (split === null) return exactly({ whole: grouped, fraction: '' }, currency)
  const isThreeDecimals = decimalsOf(currency) === 3
  if (marks[0] === place.group && !isThreeDecimals) return exactly({ whole: grouped, fraction: '' }, currency)
  return both(split, grouped, currency)
}

interface Split {
  whole: string
  fraction: string
}

/** Splits `12,50` or `1.234,56` at the last mark; null if that mark cannot be a decimal one. */
function atDecimal(parts: string[], marks: string[], place: NumberLocale): Split | null {
  const last = marks.at(-1) ?? ''
  const [wholes, fraction = ''] = [parts.slice(0, -1), parts.at(-1)]
  if (!MAY_BE_DECIMAL.test(last) || marks.indexOf(last) < marks.length - 1) return null
  if (wholes.length > 1 && !areGroups(wholes, marks.slice(0, -1), place)) return null
  const whole = wholes.join('')
  return whole === '' && fraction === '' ? null : { whole: whole || '0', fraction }
}

/** Whether marks of one kind group the digits by threes, or as the locale does: `1,234`; in India `12,34,567`. */
function areGroups(parts: string[], marks: string[], { pairs }: NumberLocale): boolean {
  const [first = '', ...rest] = parts
  if (rest.length === 0) return first !== ''
  if (marks.some((mark) => mark !== marks[0]) || marks[0] === '\u066B' || first.startsWith('0')) return false
  const inPairs = pairs && /^\d\d?$/.test(first) && rest.slice(0, -1).every((part) => part.length === 2)
  const inThrees = /^\d{1,3}$/.test(first) && rest.slice(0, -1).every((part) => part.length === 3)
  return rest.at(-1)?.length === 3 && (inThrees || inPairs)
}

function exactly({ whole, fraction }: Split, currency: Currency): NumberReading {
  const decimals = decimalsOf(currency)
  if (fraction.length > decimals) return 'too_fine'
  const digits = whole.replace(/^0+(?=\d)/, '')
  const minor = parseAmount(decimals === 0 ? digits : `${digits}.${fraction.padEnd(decimals, '0')}`, currency)
  return minor === null ? 'too_large' : [minor]
}

/** Ignores zeros past the currency's decimals, so that `1,250` can mean 1.25 as well as 1250. */
function both({ whole, fraction }: Split, grouped: string, currency: Currency): NumberReading {
  const decimals = decimalsOf(currency)
  const kept = fraction.slice(0, decimals) + fraction.slice(decimals).replace(/0+$/, '')
  const [split, groups] = [
    exactly({ whole, fraction: kept }, currency),
    exactly({ whole: grouped, fraction: '' }, currency),
  ]
  return typeof split === 'string' ? split : typeof groups === 'string' ? groups : [...split, ...groups]
}
