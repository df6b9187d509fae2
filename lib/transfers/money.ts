/** ISO 4217 code, such as `USD`. */
export type Currency = string

const CURRENCIES = new Set(Intl.supportedValuesOf('currency'))
/** What ISO 4217 gives other than two decimals. Intl is of no use here: it counts what people still use, 0 for HUF. */
const DECIMALS = new Map<Currency, number>([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(' ').map((code) => [code, 0] as const),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3] as const),
])
const DECIMAL_STRING = /^(0|[1-9]\d{0,14})(?:\.(\d+))?$/
/** What a column of the ledger holds; fifteen digits before the point are too many where four follow it. */
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

/** The one spelling of an amount in minor units: 2500n USD is `"25.00"`, -5n is `"-0.05"`. */
export function toDecimal(amountMinor: bigint, currency: Currency): string {
  const decimals = decimalsOf(currency)
  const digits = (amountMinor < 0n ? -amountMinor : amountMinor).toString().padStart(decimals + 1, '0')
  const sign = amountMinor < 0n ? '-' : ''
  if (decimals === 0) return sign + digits
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
}

/** For people: `$2,500.00`, `-€5.00`. Takes the decimal string, which Intl formats without passing through a float. */
export function formatMoney(decimal: string, currency: Currency): string {
  const decimals = decimalsOf(currency)
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals }
  return new Intl.NumberFormat('en-US', { style: 'currency', currency, ...digits }).format(decimal as `${number}`)
}

/** A limit from the environment (`"10000.00"`, at most two decimals), in minor units of any currency. */
export function limitIn(currency: Currency, limit: string): bigint {
  const [whole = '0', fraction = ''] = limit.split('.')
  return BigInt(whole + fraction.padEnd(decimalsOf(currency), '0').slice(0, decimalsOf(currency)))
}
