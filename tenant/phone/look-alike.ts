import unhomoglyph from 'unhomoglyph'

/** Marks on letters, and what takes no room on the screen. */
const UNSEEN = /[\p{M}\p{Cf}\p{Cc}]/gu
/** Letters that only capitals or only some fonts tell apart; Unicode's own table leaves small i and l to differ. */
const SAME_STROKE = /i/g

/**
 * A name reduced to what the eye keeps of it: Unicode's confusables (UTS 39 section 4), without accents, capitals and
 * spaces. Two names with the same folding can be taken for each other.
 */
export function foldName(name: string): string {
  const skeleton = unhomoglyph(name.normalize('NFKC').normalize('NFD').replace(UNSEEN, ''))
  const small = skeleton.normalize('NFD').toLowerCase()
  return unhomoglyph(small)
    .toLowerCase()
    .replace(UNSEEN, '')
    .replace(/[\s\p{P}]/gu, '')
    .replace(SAME_STROKE, 'l')
}

/** Whether one name can be taken for the other: equal after folding, or but for one slip of the hand. */
export function lookAlike(one: string, other: string): boolean {
  return atMostOneApart([...foldName(one)], [...foldName(other)])
}

/** Whether at most one letter is other, missing or too much. */
function atMostOneApart(one: string[], other: string[]): boolean {
  if (one.length > other.length) return atMostOneApart(other, one)
  if (other.length - one.length > 1) return false
  let start = 0
  while (start < one.length && one[start] === other[start]) start += 1
  const skipOne = one.length === other.length ? start + 1 : start
  return one.slice(skipOne).join('') === other.slice(start + 1).join('')
}
