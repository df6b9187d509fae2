import { type Currency, decimalsOf, parseAmount } from '@/lib/transfers/money'

/** Digits, perhaps in groups of three, perhaps decimals after a point. */
const TYPED = /^(\d+|\d{1,3}(?:[,\u0020\u00a0\u202f']\d{3})+)?(?:\.(\d*))?$/

/**
 * Turns an amount as people type it (`25`, `1,250.5`, `$ 25.00`, `.5`) into the one spelling that the bank takes,
 * by its digits and never through a float. Null if it is no amount, is not positive, or is finer than the currency:
 * `1,25` is null too, since it could mean 1.25 or 125.
 */
export function readTypedAmount(typed: string, currency: Currency): string | null {
  const bare = typed.trim().replace(/^(?:[$€£¥]|[A-Z]{3})\s*/u, '')
  const match = TYPED.exec(bare)
  if (!match || bare === '' || bare === '.') return null
  const [, whole = '0', fraction = ''] = match
  const decimals = decimalsOf(currency)
  if (fraction.length > decimals) return null
  const digits = whole.replace(/\D/g, '').replace(/^0+(?=\d)/, '')
  const amount = decimals === 0 ? digits : `${digits}.${fraction.padEnd(decimals, '0')}`
  const minor = parseAmount(amount, currency)
  return minor === null || minor <= 0n ? null : amount
}
