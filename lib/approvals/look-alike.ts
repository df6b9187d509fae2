import unhomoglyph from 'unhomoglyph'

// The tenant's phone has its own copy of this rule; tests/tenant/look-alike compares the two.

/** Accents and invisible characters. */
const UNSEEN = /[\p{M}\p{Cf}\p{Cc}\p{Default_Ignorable_Code_Point}]/gu
/** Most pairs of names shorter than this are one letter apart. */
const CLOSE_CHARACTERS_MIN = 4

/**
 * Folds a name to the way it looks: Unicode's confusables (UTS 39, section 4), without accents, case, blanks and signs.
 * A name of signs alone keeps them. For comparing only, never to be shown.
 */
export function foldName(name: string): string {
  const letters = (text: string) => unhomoglyph(text.normalize('NFKC').normalize('NFD').replace(UNSEEN, ''))
  // Folded before and after lowering the case: a capital may look like another letter than its small one.
  const small = letters(letters(name).toLowerCase()).toLowerCase()
  const kept = small.replace(/[^\p{L}\p{N}]/gu, '') || small.replace(/\s/g, '')
  // Unicode lets small i and l differ; on a phone, capital I and small l are one stroke.
  const stroke = kept.replace(/i/g, 'l')
  // Unicode folds m to rn; as one letter again, an m more or less counts as one difference.
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
