import { plainCharacters } from '@/lib/platform/text/plain-characters'

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

/** Numbers of any script and full-width signs in plain characters, each in its place; digits of two scripts stay as they are. */
export function plainDigits(text: string): string {
  return text.replace(/[\p{Nd}\uFF01-\uFF5E.,' \u066B\u066C]+/gu, (run) => {
    const plain = plainCharacters(run)
    return plain?.length === run.length ? plain : run
  })
}
