import { plainCharacters } from '@/lib/platform/text/plain-characters'
import type { Currency } from './money'

/** Locales whose symbols tell the dollars apart: `US$`, `CA$`, `A$`. */
const PLACES = ['en-US', 'en-CA', 'en-AU']

/** Every spelling of a currency beside an amount, upper case, the longest first: `US$`, `USD`, `$`. */
export function marksOf(currency: Currency, locale: string): string[] {
  const spellings = [...PLACES, locale].flatMap((place) => [
    signIn(place, currency, 'symbol'),
    signIn(place, currency, 'narrowSymbol'),
  ])
  const marks = new Set([currency, ...spellings.map((mark) => (plainCharacters(mark) ?? mark).toUpperCase())])
  return [...marks].filter(Boolean).sort((one, other) => other.length - one.length)
}

function signIn(place: string, currency: Currency, currencyDisplay: 'symbol' | 'narrowSymbol'): string {
  try {
    const parts = new Intl.NumberFormat(place, { style: 'currency', currency, currencyDisplay }).formatToParts(1)
    return parts.find(({ type }) => type === 'currency')?.value ?? ''
  } catch {
    return ''
  }
}

/** Removes up to two of `marks` (`$25 USD`) from the text beside a number. */
export function withoutMarks(beside: string, marks: string[]): string {
  let rest = beside.trim()
  for (let taken = 0; taken < 2; taken++) {
    const mark = marks.find((each) => rest.toUpperCase().startsWith(each))
    if (mark) rest = rest.slice(mark.length).trim()
  }
  return rest
}

/** The first currency symbol or three-letter code in a text (`€`, `GBP`, `XYZ`), if there is one. */
export function markIn(text: string): string | undefined {
  return /\p{L}{0,3}\p{Sc}/u.exec(text)?.[0] ?? /(?<!\p{L})\p{L}{3}(?!\p{L})/u.exec(text)?.[0]
}
