const POWERS_OF_TEN_MAX = 9

/** How many decimals an ISO 4217 currency has: 2 for USD, 0 for JPY. */
export function decimalsOf(currency: string): number {
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  } catch {
    return 2
  }
}

/** `"25.5"` USD → `2550n`; undefined when the text is no plain decimal or has more decimals than the currency. */
export function toMinor(decimal: string, currency: string): bigint | undefined {
  const parts = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimal)
  const decimals = decimalsOf(currency)
  const fraction = (parts?.[3] ?? '').replace(/0+$/, '')
  if (!parts || fraction.length > decimals) return undefined
  const magnitude = BigInt(`${parts[2]}${fraction.padEnd(decimals, '0')}`)
  return parts[1] ? -magnitude : magnitude
}

/** `2550n` USD → `"25.50"`: always the currency's exact number of decimals. */
export function fromMinor(minor: bigint, currency: string): string {
  const decimals = decimalsOf(currency)
  const digits = (minor < 0n ? -minor : minor).toString().padStart(decimals + 1, '0')
  const whole = digits.slice(0, digits.length - decimals)
  return `${minor < 0n ? '-' : ''}${whole}${decimals > 0 ? `.${digits.slice(-decimals)}` : ''}`
}

/** `2550n` USD → `"$25.50"`, from the exact decimal text and never by way of a float. */
export function formatMinor(minor: bigint, currency: string): string {
  const decimal = fromMinor(minor, currency)
  try {
    const format = new Intl.NumberFormat('en-US', { style: 'currency', currency })
    return format.format(decimal as Intl.StringNumericLiteral)
  } catch {
    return `${decimal} ${currency}`
  }
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
