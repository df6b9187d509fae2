/** ISO 4217 code, such as `USD`. */
export type Currency = string

const CURRENCIES = new Set(Intl.supportedValuesOf('currency'))
/** Currencies without two decimals in ISO 4217. Intl gives the decimals in everyday use instead, such as 0 for HUF. */
const DECIMALS = new Map<Currency, number>([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(' ').map((code) => [code, 0] as const),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3] as const),
])
const DECIMAL_STRING = /^(0|[1-9]\d{0,14})(?:\.(\d+))?$/
/** The sign of negative money, as wide as a plus. Screen readers skip a hyphen. */
const MINUS = '\u2212'
/** The largest `bigint` of Postgres. Fifteen digits before the point exceed it where four decimals follow. */
const MINOR_MAX = 2n ** 63n - 1n

/** Whether ISO 4217 knows the code. */
export function isCurrency(code: string): code is Currency {
  return CURRENCIES.has(code)
}

/** Number of decimals that ISO 4217 gives the currency: 2 for USD, 0 for JPY. */
export function decimalsOf(currency: Currency): number {
  return DECIMALS.get(currency) ?? 2
}

/**
 * Reads a decimal string with exactly the currency's decimals: `"25.00"` USD is 2500n. Anything else, such as
 * `"25"`, `"25.0"`, `"025.00"`, a sign, a blank or an exponent, is null: an amount has one spelling.
 */
export function parseAmount(text: string, currency: Currency): bigint | null {
  const match = DECIMAL_STRING.exec(text)
  if (!match) return null
  const [, whole = '', fraction = ''] = match
  if (fraction.length !== decimalsOf(currency)) return null
  const amountMinor = BigInt(whole + fraction)
  return amountMinor <= MINOR_MAX ? amountMinor : null
}

/** Reads a signed decimal string of the bank's own, such as a balance. @throws Error for a text that is none */
export function signedMinor(text: string, currency: Currency): bigint {
  const negative = text.startsWith('-')
  const minor = parseAmount(negative ? text.slice(1) : text, currency)
  if (minor === null) throw new Error('the bank wrote a text that is not an amount')
  return negative ? -minor : minor
}

/** The one spelling of an amount in minor units: 2500n USD is `"25.00"`, -5n is `"-0.05"`. */
export function toDecimal(amountMinor: bigint, currency: Currency): string {
  const decimals = decimalsOf(currency)
  const digits = (amountMinor < 0n ? -amountMinor : amountMinor).toString().padStart(decimals + 1, '0')
  const sign = amountMinor < 0n ? '-' : ''
  if (decimals === 0) return sign + digits
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
}

/**
 * For people: `$2,500.00`, `−€5.00` with a real minus (U+2212), as the locale (BCP 47) writes it. Takes the decimal string:
 * Intl passes it through no float.
 */
export function formatMoney(decimal: string, currency: Currency, locale = 'en-US'): string {
  const decimals = decimalsOf(currency)
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals }
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency, ...digits })
  return format.format(decimal as `${number}`).replace('-', MINUS)
}

/** A limit from the environment (`"10000.00"`, at most two decimals), in minor units of any currency. */
export function limitIn(currency: Currency, limit: string): bigint {
  const [whole = '0', fraction = ''] = limit.split('.')
  return BigInt(whole + fraction.padEnd(decimalsOf(currency), '0').slice(0, decimalsOf(currency)))
}
