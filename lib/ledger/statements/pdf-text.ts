import anyAscii from 'any-ascii'

const FROM_RIGHT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/
/**
 * Characters that take no room, or that would turn the text around them. A joiner behind a letter that is read from the
 * right stays: the font chooses the letters' forms by it, and Persian spells words with it.
 */
const UNSEEN = /(?<![\u0620-\u08ff])[\u200c\u200d]|(?![\u200c\u200d])[\p{Cc}\p{Cf}]/gu

/**
 * A text as a font can draw it: characters that the font lacks are written in Latin letters, and words of a script that runs
 * from the right are put in the order in which they stand. The font itself turns the letters within such a word.
 * @param has whether the font has a character, by its code point
 */
export function drawable(text: string, has: (codePoint: number) => boolean): string {
  const seen = [...text.normalize('NFC').replace(UNSEEN, '')]
  const known = seen.map((character) => (has(character.codePointAt(0) ?? 0) ? character : anyAscii(character)))
  return inSight(known.join('').split(' ')).join(' ')
}

/**
 * Turns round each run of words that are read from the right. The blank behind such a word is drawn at its left, so that an
 * empty word keeps it from the next one.
 */
function inSight(words: string[]): string[] {
  const seen: string[] = []
  let run: string[] = []
  for (const word of words) {
    if (FROM_RIGHT.test(word)) {
      run.unshift(word)
      continue
    }
    seen.push(...run, ...(run.length > 0 ? [''] : []), word)
    run = []
  }
  return [...seen, ...run]
}
