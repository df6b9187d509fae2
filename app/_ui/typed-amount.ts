import type { Speech } from '@/app/_words/speech'
import { type Currency, decimalsOf } from '@/lib/ledger/amounts/money'
import { localDecimal } from '@/lib/ledger/amounts/number-locale'
import { type AmountReading, exampleIn, readAmount } from '@/lib/ledger/amounts/read-amount'
import { LOCALES } from '@/lib/platform/text/language'

/** An amount as a field of this page writes it, without the currency's sign. */
export function written(amountMinor: bigint, currency: Currency, { language }: Speech): string {
  return localDecimal(amountMinor, currency, LOCALES[language].numbers)
}

/**
 * Reads an amount as this page writes numbers. What the browser's own place would read otherwise, such as `1.500`, is
 * asked about: so no text means one amount in one language of the portal and another in the other one.
 */
export function readTyped(text: string, currency: Currency, { language }: Speech): AmountReading {
  const here = readAmount(text, currency, LOCALES[language].numbers)
  const elsewhere = readAmount(text, currency, new Intl.NumberFormat().resolvedOptions().locale)
  if (here.kind !== 'exact' || elsewhere.kind === 'problem') return here
  if (elsewhere.kind === 'ambiguous' || elsewhere.amountMinor === here.amountMinor) return elsewhere
  const readings = [here.amountMinor, elsewhere.amountMinor].sort((one, other) => (one < other ? -1 : 1))
  return { kind: 'ambiguous', readings, message: '' }
}

/** What is wrong with a text that is no amount, or what it can mean. */
export function amountWords(
  reading: Exclude<AmountReading, { kind: 'exact' }>,
  currency: Currency,
  speech: Speech,
): string {
  const { words, say, language } = speech
  if (reading.kind === 'ambiguous') {
    const [one = '', other = ''] = reading.readings.map((minor) => `${written(minor, currency, speech)} ${currency}`)
    return say(words.amounts.ambiguous, { one, other })
  }
  const example = exampleIn(currency, LOCALES[language].numbers)
  const decimals = decimalsOf(currency)
  switch (reading.problem) {
    case 'not_an_amount':
      return say(words.amounts.not_an_amount, { example })
    case 'other_currency':
      return say(words.amounts.other_currency, { mark: reading.mark ?? '', currency })
    case 'too_fine':
      return decimals === 0
        ? say(words.amounts.whole, { currency, example })
        : say(words.amounts.too_fine, { currency, decimals, example })
    default:
      return words.amounts[reading.problem]
  }
}
