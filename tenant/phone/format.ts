// Marks that turn the reading direction around or hide in a text: with them a payee's name could read as another's.
const TRICKERY = /[\p{Cc}\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu

/** A name or memo as it may be shown: what cannot be seen is made visible. */
export function visible(text: string): string {
  return text.replace(/[\t\n\r]+/g, ' ').replace(TRICKERY, '\uFFFD')
}

/** `25.00` and `USD` as `$25.00`. The decimal string is formatted as it is, never by way of a float. */
export function formatMoney(amount: string, currency: string): string {
  const decimals = amount.split('.')[1]?.length ?? 0
  const format = new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency,
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  })
  return format.format(amount as Intl.StringNumericLiteral)
}

/** Seconds as `4:05`. */
export function formatTimeLeft(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds))
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}
