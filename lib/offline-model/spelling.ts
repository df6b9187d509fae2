/** One blank between words, a semicolon for a new line, one kind of apostrophe: what the grammar reads. */
export function plainSpelling(text: string): string {
  return text
    .trim()
    .replace(/[’‘ʼ]/g, "'")
    .replace(/\s+/g, (blank) => (blank.includes('\n') ? '; ' : ' '))
}

/** Lower case without accents: how names are compared. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/’/g, "'")
}
