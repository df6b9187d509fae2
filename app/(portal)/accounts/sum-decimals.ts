import { signedMinor, toDecimal } from '@/lib/ledger/amounts/money'

/** Adds signed decimal strings of one currency in minor units, never through a float. */
export function sumDecimals(amounts: string[], currency: string): string {
  return toDecimal(
    amounts.reduce((total, amount) => total + signedMinor(amount, currency), 0n),
    currency,
  )
}
