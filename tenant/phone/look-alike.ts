import unhomoglyph from 'unhomoglyph'

// The bank has its own copy of this rule (lib/approvals/look-alike.ts), since the two share no code;
// vectors/look-alikes.json tests both.

/** Marks on letters, and characters that take no room on the screen. */
const UNSEEN = /[\p{M}\p{Cf}\p{Cc}\p{Default_Ignorable_Code_Point}]/gu
/** Most names shorter than this are only one letter apart. */
const CLOSE_CHARACTERS_MIN = 4

/**
 * A name as the eye remembers it: Unicode's confusables folded (UTS 39 section 4), without accents, capitals, blanks
 * and signs. A name of nothing but signs keeps them. Two names with the same folding can be taken for each other.
 */
export function foldName(name: string): string {
  // Folded twice, because a capital may look like another letter than its small form does.
  const small = withoutDoubles(withoutDoubles(name).toLowerCase()).toLowerCase()
  const kept = small.replace(/[^\p{L}\p{N}]/gu, '') || small.replace(/\s/g, '')
  // Unicode's table keeps small i and l apart, which look the same on a phone. It spells m as two letters; m becomes
  // one letter again, so that a missing m counts as one slip.
  return kept.replace(/i/g, 'l').replace(/rn/g, 'm').replace(/vv/g, 'w')
}

/** Whether one name can be taken for the other: equal after folding, or apart by one slip of the hand. */
export function lookAlike(one: string, other: string): boolean {
  const [shorter = [], longer = []] = [[...foldName(one)], [...foldName(other)]].sort((a, b) => a.length - b.length)
  if (shorter.length === 0) return false
  if (shorter.length < CLOSE_CHARACTERS_MIN) return shorter.join('') === longer.join('')
  return atMostOneApart(shorter, longer)
}

function withoutDoubles(text: string): string {
  return unhomoglyph(text.normalize('NFKC').normalize('NFD').replace(UNSEEN, ''))
}

/** Whether at most one letter is different, missing or added. */
function atMostOneApart(shorter: string[], longer: string[]): boolean {
  if (longer.length - shorter.length > 1) return false
  let start = 0
  while (start < shorter.length && shorter[start] === longer[start]) start += 1
  const skipped = shorter.length === longer.length ? start + 1 : start
  return shorter.slice(skipped).join('') === longer.slice(start + 1).join('')
}
