/** Characters as the bank counts them: Unicode code points, so that most emoji count as one. */
export function charactersIn(text: string): number {
  return [...text].length
}

/** The words for a text that is longer than the bank takes, or null. Nothing is cut off silently. */
export function tooLong(text: string, charactersMax: number): string | null {
  const count = charactersIn(text)
  if (count <= charactersMax) return null
  return `${inWords(charactersMax)} characters at most; yours has ${inWords(count)}`
}

/** A number of characters, written for people. */
export function inWords(count: number): string {
  return count.toLocaleString('en-US')
}
