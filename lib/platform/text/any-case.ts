/**
 * A Postgres regular expression that matches the text in any case, with its accents in one character with the letter or
 * behind it. ILIKE folds only the letters of the database's locale: A to Z in the C locale.
 */
export function anyCasePattern(text: string): string {
  const forms = new Set([text, text.normalize('NFC'), text.normalize('NFD')])
  const patterns = [...forms].map((form) => [...form].map(anyCase).join(''))
  return patterns.length > 1 ? `(?:${patterns.join('|')})` : patterns.join('')
}

function anyCase(character: string): string {
  const cases = new Set([character, character.toLowerCase(), character.toUpperCase()])
  const single = [...cases].filter((each) => [...each].length === 1)
  if (single.length > 1) return `[${single.join('')}]`
  return /^[\x20-\x7e]$/.test(character) && !/^[a-z\d]$/i.test(character) ? `\\${character}` : character
}
