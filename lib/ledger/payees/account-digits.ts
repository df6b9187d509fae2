import { plainCharacters } from '@/lib/platform/text/plain-characters'

/** Enough for every spelling with a word before it. */
const TYPED_CHARACTERS_MAX = 60
/** An optional word such as `No.` or `Account:`, separated from the number, then digits and their separators. */
const SPELLING = /^(?:[^\d]*[^\d\p{L}])?(?<digits>\d[^\p{L}\p{N}]*(?:\d[^\p{L}\p{N}]*)*)$/u

/**
 * The digits of an account number as typed or pasted, in any script, with any separators and one word before them:
 * `1000.3000.7788`, `No. 1000-3000-7788`. Looking up a holder and saving a payee both use it.
 * @returns null if letters stand among the digits, or there are fewer than 6 or more than 34 digits.
 */
export function accountDigits(typed: string): string | null {
  const plain = typed.length > TYPED_CHARACTERS_MAX ? null : plainCharacters(typed)
  const digits = SPELLING.exec(plain?.trim() ?? '')?.groups?.digits?.replace(/\D/g, '') ?? ''
  return digits.length >= 6 && digits.length <= 34 ? digits : null
}
