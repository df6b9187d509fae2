/** A bare dollar sign may mean any of these; the account decides. */
const DOLLARS = ['USD', 'CAD', 'AUD', 'NZD', 'SGD', 'HKD'] as const
const ISO_CODES = 'usd|eur|gbp|chf|cad|aud|nzd|jpy|sek|nok|dkk|pln|inr|sgd|hkd|mxn|brl|zar|cny'

const SPELLINGS: [RegExp, readonly string[]][] = [
  [/^(?:\$|dollars?|bucks?)$/, DOLLARS],
  [/^us\$$/, ['USD']],
  [/^(?:€|euros?)$/, ['EUR']],
  [/^(?:£|pounds?|quid)$/, ['GBP']],
  [/^(?:¥|yen)$/, ['JPY']],
]

/** What may stand before a number: `$`, `us$`, `usd`. */
export const CURRENCY_BEFORE = `us\\$|[$€£¥]|(?:${ISO_CODES})(?![a-z])`
/** What may stand after a number: `dollars`, `€`, `eur`. Cents are a unit of their own. */
export const CURRENCY_AFTER = `[$€£¥]|(?:dollars?|bucks?|euros?|pounds?|quid|yen|cents?|${ISO_CODES})(?![a-z])`

/** The ISO 4217 codes that a currency word or sign may stand for; empty when it names none. */
export function currenciesOf(word: string): readonly string[] {
  const known = SPELLINGS.find(([spelling]) => spelling.test(word))
  if (known) return known[1]
  return new RegExp(`^(?:${ISO_CODES})$`).test(word) ? [word.toUpperCase()] : []
}

/** Words by which people name an account's currency: "the euro account". */
export function wordsForCurrency(currency: string): string[] {
  const spoken = { USD: 'dollar', EUR: 'euro', GBP: 'pound', JPY: 'yen' }[currency]
  return [currency.toLowerCase(), ...(spoken ? [spoken] : [])]
}
