// Marks that turn the reading direction around or hide in a text: with them a payee's name could read as another's.
// Joiners may stand, as in the bank's memos: families among the emoji are made with them, and the words of some scripts.
const TRICKERY = /(?![\u200C\u200D])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u115F\u1160\u3164\uFFA0]/gu

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
