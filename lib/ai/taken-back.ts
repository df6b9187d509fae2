/**
 * Stands in an answer's text where it came out that all words before it were thoughts. They had been sent by then. No
 * model can write it: control characters are taken out of what models say (plain-words.ts).
 */
export const TAKEN_BACK = '\u0018'

/** The words of an answer's text that stand: those after the last place at which words were taken back. */
export function standingWords(text: string): string {
  return text.slice(text.lastIndexOf(TAKEN_BACK) + 1).replace(text.includes(TAKEN_BACK) ? /^\s+/ : '', '')
}
