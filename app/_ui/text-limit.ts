import type { Speech } from '@/app/_words/speech'
import { LOCALES } from '@/lib/platform/text/language'

/** Characters as the bank counts them: Unicode code points, so that most emoji count as one. */
export function charactersIn(text: string): number {
  return [...text].length
}

/** The words for a text that is longer than the bank takes, or null. Nothing is cut off silently. */
export function tooLong(text: string, charactersMax: number, speech: Speech): string | null {
  const count = charactersIn(text)
  if (count <= charactersMax) return null
  const { words, say } = speech
  return say(words.frame.tooLong, { most: inWords(charactersMax, speech), count: inWords(count, speech) })
}

/** A number of characters, written for people. */
export function inWords(count: number, { language }: Speech): string {
  return count.toLocaleString(LOCALES[language].numbers)
}
