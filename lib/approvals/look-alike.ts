/** Capitals that look like another letter than their small ones do; folded before the case is. */
const CAPITALS = table('ΒBΕEΖZΗHΙIΚKΜMΝNΡPΤTΥYΧXВBНHСCУYРPХXОOТTМMЕEАAКKЅSІIЈJ')
/** Small letters and digits of other alphabets, or with a stroke, and the Latin letter that each can pass for. */
const SMALL = table(
  'аaвbгrеeкkмmнhоoпnрpсcтtуyхxьbѕsіlјjһhԁdԛqԝwӏlґrαaβbγyεeηnιlκkνvοoρpτtυuχxωwσoհhոnօoսuցgılɑaɡgøođdłlħhŧtþp0o1l3e5s8b|l!lil',
)
/** Two letters that read as one. */
const PAIRS: [RegExp, string][] = [
  [/ß/g, 'ss'],
  [/æ/g, 'ae'],
  [/œ/g, 'oe'],
  [/rn/g, 'm'],
  [/vv/g, 'w'],
]
/** Of two names shorter than this, most are one letter apart. */
const CLOSE_CHARACTERS_MIN = 4

/**
 * Folds a name to what the eye takes from it: width, case, accents, blanks and signs go, letters that pass for another
 * become that one. A small stand-in for the skeleton of Unicode TR39, for the alphabets that are used to imitate Latin
 * names. For comparing only, never to be shown.
 */
export function foldName(name: string): string {
  const capitals = [...name.normalize('NFKC')].map((letter) => CAPITALS.get(letter) ?? letter).join('')
  const bare = capitals.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  const small = [...bare].map((letter) => SMALL.get(letter) ?? letter).join('')
  const joined = PAIRS.reduce((text, [pair, one]) => text.replace(pair, one), small)
  return joined.replace(/[^\p{L}\p{N}]/gu, '')
}

/** Whether one folded name could be taken for the other: the same, or one letter added, left out or changed. */
export function looksLike(one: string, other: string): boolean {
  if (one === '' || other === '') return false
  if (one === other) return true
  return Math.min(one.length, other.length) >= CLOSE_CHARACTERS_MIN && withinOneEdit([...one], [...other])
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

/** Pairs of letters, written one after the other: what looks like, and like what. */
function table(pairs: string): Map<string, string> {
  const letters = [...pairs]
  return new Map(letters.flatMap((letter, at) => (at % 2 === 0 ? [[letter, letters[at + 1] ?? '']] : [])))
}
