import { decimalsOf, formatMoney, toDecimal } from '@/lib/transfers/money'

const POWERS_OF_TEN_MAX = 9

/** `"25.5"` USD → `2550n`; undefined when the text is no plain decimal or has more decimals than the currency. */
export function toMinor(decimal: string, currency: string): bigint | undefined {
  const parts = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimal)
  const decimals = decimalsOf(currency)
  const fraction = (parts?.[3] ?? '').replace(/0+$/, '')
  if (!parts || fraction.length > decimals) return undefined
  const magnitude = BigInt(`${parts[2]}${fraction.padEnd(decimals, '0')}`)
  return parts[1] ? -magnitude : magnitude
}

/** `2550n` USD → `"$25.50"`. */
export function formatMinor(minor: bigint, currency: string): string {
  return formatMoney(toDecimal(minor, currency), currency)
}

/** Moves the decimal point of a plain decimal: `("1.5", 3)` → `"1500"`. */
export function shiftDecimal(decimal: string, places: number): string {
  const [whole = '0', fraction = ''] = decimal.split('.')
  const shift = Math.min(Math.max(places, -2), POWERS_OF_TEN_MAX)
  if (shift < 0) return `0.${whole.padStart(-shift, '0')}${fraction}`
  const moved = fraction.padEnd(shift, '0')
  const rest = moved.slice(shift)
  const digits = `${whole}${moved.slice(0, shift)}`.replace(/^0+(?=\d)/, '')
  return rest ? `${digits}.${rest}` : digits
}
