import { type Currency, decimalsOf, toDecimal } from './money'

/** How a place writes numbers. `decimal` and `group` are `.`, `,`, `'` or a blank, whatever kind of it. */
export interface NumberLocale {
  decimal: string
  group: string
  /** Whether groups after the first thousand have two digits, as in `12,34,567`. */
  pairs: boolean
}

const LONG = 1_234_567.5

/** How the locale (BCP 47) writes numbers in Latin digits. A tag that nobody knows is taken for American English. */
export function numberLocale(locale: string): NumberLocale {
  const parts = latin(locale).formatToParts(LONG)
  const groups = parts.filter(({ type }) => type === 'integer')
  return {
    decimal: plainMark(parts.find(({ type }) => type === 'decimal')?.value ?? '.'),
    group: plainMark(parts.find(({ type }) => type === 'group')?.value ?? ''),
    pairs: groups.length > 2 && groups[1]?.value.length === 2,
  }
}

/** An amount as the locale writes it, with the currency's decimals and without its sign: 125000n USD is `1.250,00` in de. */
export function localDecimal(amountMinor: bigint, currency: Currency, locale: string): string {
  const decimals = decimalsOf(currency)
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals }
  return latin(locale, digits).format(toDecimal(amountMinor, currency) as `${number}`)
}

function latin(locale: string, options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  try {
    return new Intl.NumberFormat(locale, { ...options, numberingSystem: 'latn' })
  } catch {
    return new Intl.NumberFormat('en-US', options)
  }
}

function plainMark(mark: string): string {
  return mark.replace(/\p{Zs}/u, ' ').replace('’', "'")
}
