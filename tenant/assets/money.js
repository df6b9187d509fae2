// How an amount is written, for the tenant and for the phone's scripts.

const LOCALES = { en: 'en-US', de: 'de-DE' }

/** Formats `25.00` and `USD` as `$25.00`, or in German as `25,00 $`. The decimal string never becomes a float. */
export function formatMoney(amount, currency, language) {
  const decimals = amount.split('.')[1]?.length ?? 0
  const format = new Intl.NumberFormat(LOCALES[language], {
    style: 'currency',
    currency,
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  })
  return format.format(amount)
}

/** The mark between groups of digits, and the one before the decimals. */
const MARKS = { en: [',', '.'], de: ['.', ','] }

/**
 * The decimal string in an amount as `language` writes it: `1250.50` in `$1,250.50`, and in `1.250,50 $`; undefined unless
 * the text holds exactly one number. The browser formats no amount to compare it, because its version of Intl may write a
 * currency differently from the tenant's.
 */
export function decimalIn(text, language) {
  const [group, point] = MARKS[language] ?? []
  const numbers = text.match(/\d(?:[\d.,]*\d)?/g) ?? []
  if (group === undefined || numbers.length !== 1) return undefined
  const [whole, decimals, ...more] = numbers[0].split(point)
  const groups = whole.split(group)
  const isGrouped = groups.every((digits, n) => (n === 0 ? /^\d{1,3}$/ : /^\d{3}$/).test(digits))
  if (!isGrouped || more.length > 0 || !/^\d+$/.test(decimals ?? '0')) return undefined
  return [groups.join(''), ...(decimals === undefined ? [] : [decimals])].join('.')
}
