/** Marks that set the direction or join lines, which are copied along unseen. */
const UNSEEN = /[\u00AD\u061C\u200B\u200E\u200F\u2060\uFEFF]/u

/**
 * Rewrites a typed or pasted number in plain characters: digits of any script become 0 to 9, and full-width signs and
 * blanks of any width become ordinary ones. A mere picture of a number (`²`, `½`, `①`) stays, so that no reader takes
 * it for a digit.
 * @returns null for digits of different scripts together: ৪ is a four and looks like an eight
 */
export function plainCharacters(text: string): string | null {
  const scripts = new Set<number>()
  const plain = [...text].map((character) => {
    if (UNSEEN.test(character)) return ''
    const zero = zeroOf(character)
    if (zero === null) return compatible(character)
    // Full-width digits look like the plain ones and are typed among them, so they count as the same script.
    scripts.add(zero === 0xff10 ? 0x30 : zero)
    return String(codeOf(character) - zero)
  })
  return scripts.size > 1 ? null : plain.join('')
}

/** The code point of the zero in a digit's script. Unicode puts the ten digits of each script in a row. */
function zeroOf(character: string): number | null {
  if (!/^\p{Nd}$/u.test(character)) return null
  let first = codeOf(character)
  while (/^\p{Nd}$/u.test(String.fromCodePoint(first - 1))) first -= 1
  return codeOf(character) - ((codeOf(character) - first) % 10)
}

function compatible(character: string): string {
  const plain = character.normalize('NFKC')
  return /^\p{N}/u.test(character) || [...plain].length !== 1 ? character : plain
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0
}
