import { parseAmount, toDecimal } from '@/lib/transfers/money'

/** Adds decimal strings of one currency, signs included, in minor units: never through a float. */
export function sumDecimals(amounts: string[], currency: string): string {
  const sum = amounts.reduce((total, amount) => total + minorOf(amount, currency), 0n)
  return toDecimal(sum, currency)
}

function minorOf(amount: string, currency: string): bigint {
  const negative = amount.startsWith('-')
  const minor = parseAmount(negative ? amount.slice(1) : amount, currency)
  if (minor === null) throw new Error('the bank sent an amount that is none')
  return negative ? -minor : minor
}
