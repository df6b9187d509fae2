/** Lower case without accents and possessives: how two names are compared. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/['’]s\b/g, '')
    .replace(/['’]/g, '')
}

/** Lower-cases ASCII only, so that every position still points at the same character of the original. */
export function lower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()).replaceAll('’', "'")
}

/** Optimal string alignment distance (edits, with a swap of neighbours as one); stops caring beyond short words. */
function distance(a: string, b: string): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1
      const isSwap = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      const edits = [at(last, column) + 1, at(current, column - 1) + 1, at(last, column - 1) + cost]
      if (isSwap && row > 1 && column > 1) edits.push(at(before, column - 2) + 1)
      current.push(Math.min(...edits))
    }
    before = last
    last = current
  }
  return at(last, b.length)
}

function at(row: number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY
}

const WORD_LENGTH_MAX = 24

/** Whether a word is plausibly a slip of the finger for another: one edit in a short word, two in a long one. */
export function isTypoOf(word: string, meant: string): boolean {
  if (word === meant) return true
  if (word.length < 4 || meant.length < 4 || word.length > WORD_LENGTH_MAX) return false
  if (Math.abs(word.length - meant.length) > 2) return false
  return distance(word, meant) <= (meant.length >= 7 ? 2 : 1)
}

/** Stricter, for the words that say what to do: "spend" is not "send", "more" is not "move", "trasnfer" is "transfer". */
export function isTypoOfKeyword(word: string, keyword: string): boolean {
  if (word === keyword) return true
  if (word.length > WORD_LENGTH_MAX || Math.abs(word.length - keyword.length) > 2) return false
  const isSwap = word.length === keyword.length && [...word].sort().join() === [...keyword].sort().join()
  if (keyword.length >= 4 && isSwap) return word[0] === keyword[0] && distance(word, keyword) === 1
  return keyword.length >= 7 && word[0] === keyword[0] && distance(word, keyword) <= (keyword.length >= 8 ? 2 : 1)
}
