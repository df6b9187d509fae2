import { CURRENCY_AFTER, CURRENCY_BEFORE, currenciesOf } from './currency-words'
import { shiftDecimal } from './money'
import { findNumberWords } from './number-words'

export type Amount =
  | { kind: 'exact'; value: string; currencies: readonly string[] }
  | { kind: 'all' }
  | { kind: 'unclear'; why: 'several' | 'format' | 'share' | 'negative' }

export interface FoundAmount {
  start: number
  end: number
  amount: Amount
  hasCurrency: boolean
}

const INTEGER_DIGITS_MAX = 15
const SCALE_PLACES: Record<string, number> = { hundred: 2, k: 3, thousand: 3, grand: 3, m: 6, million: 6 }

// The number must stand free, or a date, an id or a card's last digits would pass for an amount.
const FREE = '(?<![\\p{L}\\p{N}_.,/:•*#…-])'
const DIGITS = new RegExp(
  `${FREE}(?<minus>[-−–](?=\\S)|(?:minus|negative) )?(?<before>${CURRENCY_BEFORE})?\\s?(?<minusInside>[-−–])?` +
    '(?<number>\\d(?:[\\d.,]*\\d)?|\\.\\d{1,2})(?:\\s?(?<scale>k|m|hundred|thousand|grand|million)(?![\\p{L}]))?' +
    `(?:\\s?(?<after>${CURRENCY_AFTER}))?(?![\\p{L}\\p{N}_%/:-])`,
  'gu',
)
const AFTER_WORDS = new RegExp(`^\\s(?<after>${CURRENCY_AFTER})`)
const A_DOLLAR = /(?<![\p{L}\p{N}])an? (?<after>dollar|buck|euro|pound)(?![\p{L}])/gu

const NAMES_AN_ACCOUNT =
  /(?:\b(?:ending|ends|account|acct|number|no\.?|nr\.?|mask|digits|last|first|top)(?: (?:in|with|on))?|#)\s*$/
const COUNTS_THINGS =
  /^\s*(?:accounts?|months?|weeks?|days?|hours?|years?|times?|people|persons|payees?|transactions?|payments?|transfers?|percent|am|pm|(?:last|latest|recent|most)\b)/
const MAY_FOLLOW_WORDS =
  /^\s*(?:$|[,.;!?)]|(?:to|into|onto|in|from|form|out|on|off|of|for|please|pls|over|towards?|with|using|via|now|today|memo|note)\b)/

/** Every amount of money in a lower-case text, in reading order. */
export function findAmounts(text: string): FoundAmount[] {
  const found = [...digitAmounts(text), ...wordAmounts(text), ...singleUnits(text)]
  found.sort((a, b) => a.start - b.start)
  return joinCents(text, found)
}

function digitAmounts(text: string): FoundAmount[] {
  return [...text.matchAll(DIGITS)].flatMap((match) => {
    const { minus, before, minusInside, number = '', scale, after } = match.groups ?? {}
    const [start, end] = [match.index, match.index + match[0].length]
    const hasCurrency = Boolean(before ?? after)
    const isName = NAMES_AN_ACCOUNT.test(text.slice(0, start)) || COUNTS_THINGS.test(text.slice(end))
    if (!hasCurrency && isName) return []
    if (minus || minusInside)
      return [{ start, end, hasCurrency, amount: { kind: 'unclear', why: 'negative' } as const }]
    const plain = plainDecimal(number)
    const value = plain === undefined ? undefined : shiftDecimal(plain, SCALE_PLACES[scale ?? ''] ?? 0)
    return [{ start, end, hasCurrency, amount: exact(value, before ?? after, before === undefined) }]
  })
}

function wordAmounts(text: string): FoundAmount[] {
  return findNumberWords(text).flatMap(({ start, end, value }) => {
    const unit = AFTER_WORDS.exec(text.slice(end))
    const unitEnd = end + (unit?.[0].length ?? 0)
    const isOneAlone = text.slice(start, end) === 'one'
    const continuesDigits = /[\d.,]\s?$/.test(text.slice(0, start))
    if (continuesDigits || (!unit && (isOneAlone || !MAY_FOLLOW_WORDS.test(text.slice(end))))) return []
    const isNegative = /\b(?:minus|negative) $/.test(text.slice(0, start))
    const amount: Amount = isNegative ? { kind: 'unclear', why: 'negative' } : exact(value, unit?.groups?.after, true)
    return [{ start, end: unitEnd, hasCurrency: unit !== null, amount }]
  })
}

function singleUnits(text: string): FoundAmount[] {
  return [...text.matchAll(A_DOLLAR)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    hasCurrency: true,
    amount: exact('1', match.groups?.after, true),
  }))
}

function exact(value: string | undefined, unit: string | undefined, mayBeCents: boolean): Amount {
  if (value === undefined) return { kind: 'unclear', why: 'format' }
  const isCents = mayBeCents && /^cents?$/.test(unit ?? '')
  if (isCents && value.includes('.')) return { kind: 'unclear', why: 'format' }
  return { kind: 'exact', value: isCents ? centsToUnits(value) : value, currencies: currenciesOf(unit ?? '') }
}

function centsToUnits(cents: string): string {
  const digits = cents.padStart(3, '0')
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** "five dollars and fifty cents" is one amount. */
function joinCents(text: string, found: FoundAmount[]): FoundAmount[] {
  const joined: FoundAmount[] = []
  for (const next of found) {
    const last = joined.at(-1)
    const isCents = /cents?$/.test(text.slice(next.start, next.end))
    const touches = last && /^,?\s+(?:and\s+)?$/.test(text.slice(last.end, next.start))
    if (isCents && touches)
      joined.splice(-1, 1, { ...last, end: next.end, amount: withCents(last.amount, next.amount) })
    else joined.push(next)
  }
  return joined
}

function withCents(units: Amount, cents: Amount): Amount {
  const areExact = units.kind === 'exact' && cents.kind === 'exact'
  if (!areExact || units.value.includes('.') || !cents.value.startsWith('0.')) return { kind: 'unclear', why: 'format' }
  return { ...units, value: `${units.value}${cents.value.slice(1)}` }
}

/** "1,250.50", "1.250,50" and "12,50" → plain decimals. "1.250" may be either, so it is nobody's guess. */
function plainDecimal(number: string): string | undefined {
  if (number.replace(/[.,].*$/, '').length > INTEGER_DIGITS_MAX) return undefined
  if (/^\.\d{1,2}$/.test(number)) return `0${number}`
  if (/^\d+(?:\.\d{1,2})?$/.test(number)) return number
  if (/^\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?$/.test(number)) return number.replaceAll(',', '')
  if (/^\d{1,3}(?:\.\d{3})+,\d{1,2}$/.test(number)) return number.replaceAll('.', '').replace(',', '.')
  return /^\d+,\d{1,2}$/.test(number) ? number.replace(',', '.') : undefined
}
