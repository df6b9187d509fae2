/**
 * The letters that stand for a name in its circle: of the first two words, or the first two of a single one. Whole
 * characters: half an emoji would be drawn as an error, and differently by server and browser.
 */
export function initialsOf(name: string): string {
  const [first = '', second] = name.trim().split(/\s+/)
  const letters = second === undefined ? [...first].slice(0, 2) : [first, second].map((word) => [...word][0])
  return letters.join('').toUpperCase()
}
