import unhomoglyph from 'unhomoglyph'

// The bank has the same rule, on its own: the two share no code, and tests/tenant/look-alike holds them together.

/** Marks on letters, and what takes no room on the screen. */
const UNSEEN = /[\p{M}\p{Cf}\p{Cc}]/gu
/** Of two names shorter than this, most are one letter apart. */
const CLOSE_CHARACTERS_MIN = 4

/**
 * A name reduced to what the eye keeps of it: Unicode's confusables (UTS 39 section 4), without accents, capitals, blanks
 * and signs; of a name of nothing but signs, the signs. Two names with the same folding can be taken for each other.
 */
export function foldName(name: string): string {
  // Twice: a capital may look like another letter than its small one does.
  const small = withoutDoubles(withoutDoubles(name).toLowerCase()).toLowerCase()
  const kept = small.replace(/[^\p{L}\p{N}]/gu, '') || small.replace(/\s/g, '')
  // Unicode lets small i and l differ, which are one stroke on a phone, and spells m as two letters: one again, so that
  // one more or less of it is one apart.
  return kept.replace(/i/g, 'l').replace(/rn/g, 'm').replace(/vv/g, 'w')
}

/** Whether one name can be taken for the other: equal after folding, or but for one slip of the hand. */
export function lookAlike(one: string, other: string): boolean {
  const [shorter = [], longer = []] = [[...foldName(one)], [...foldName(other)]].sort((a, b) => a.length - b.length)
  if (shorter.length === 0) return false
  if (shorter.length < CLOSE_CHARACTERS_MIN) return shorter.join('') === longer.join('')
  return atMostOneApart(shorter, longer)
}

function withoutDoubles(text: string): string {
  return unhomoglyph(text.normalize('NFKC').normalize('NFD').replace(UNSEEN, ''))
}

/** Whether at most one letter is other, missing or too much. */
function atMostOneApart(shorter: string[], longer: string[]): boolean {
  if (longer.length - shorter.length > 1) return false
  let start = 0
  while (start < shorter.length && shorter[start] === longer[start]) start += 1
  const skipped = shorter.length === longer.length ? start + 1 : start
  return shorter.slice(skipped).join('') === longer.slice(start + 1).join('')
}
