import unhomoglyph from 'unhomoglyph'

// The tenant's phone has the same rule, on its own: the two share no code, and tests/tenant/look-alike holds them together.

/** Accents, and what takes no room on a screen. */
const UNSEEN = /[\p{M}\p{Cf}\p{Cc}]/gu
/** Of two names shorter than this, most are one letter apart. */
const CLOSE_CHARACTERS_MIN = 4

/**
 * Folds a name to what the eye takes from it: Unicode's confusables (UTS 39, section 4), without accents, case, blanks
 * and signs; of a name of nothing but signs, the signs. For comparing only, never to be shown.
 */
export function foldName(name: string): string {
  const letters = (text: string) => unhomoglyph(text.normalize('NFKC').normalize('NFD').replace(UNSEEN, ''))
  // Once before the case goes and once after: a capital may look like another letter than its small one does.
  const small = letters(letters(name).toLowerCase()).toLowerCase()
  const kept = small.replace(/[^\p{L}\p{N}]/gu, '') || small.replace(/\s/g, '')
  // Unicode lets small i and l differ; on a phone, capital I and small l are one stroke.
  const stroke = kept.replace(/i/g, 'l')
  // Unicode spells m as rn: one letter again, so that one more or less of it is one apart.
  return stroke.replace(/rn/g, 'm').replace(/vv/g, 'w')
}

/** Whether one folded name could be taken for the other: the same, or one letter added, left out or changed. */
export function looksLike(one: string, other: string): boolean {
  if (one === '' || other === '') return false
  if (one === other) return true
  const [letters, otherLetters] = [[...one], [...other]]
  return Math.min(letters.length, otherLetters.length) >= CLOSE_CHARACTERS_MIN && withinOneEdit(letters, otherLetters)
}

function withinOneEdit(one: string[], other: string[]): boolean {
  if (Math.abs(one.length - other.length) > 1) return false
  let start = 0
  while (start < one.length && one[start] === other[start]) start++
  const [restOfOne, restOfOther] = [one.slice(start), other.slice(start)]
  if (one.length === other.length) return same(restOfOne.slice(1), restOfOther.slice(1))
  return one.length > other.length ? same(restOfOne.slice(1), restOfOther) : same(restOfOne, restOfOther.slice(1))
}

function same(one: string[], other: string[]): boolean {
  return one.join('') === other.join('')
}
