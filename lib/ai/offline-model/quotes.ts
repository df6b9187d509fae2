/** Stands for one quoted text each (U+E100…), so that the grammar never reads what the customer put in quotes. */
const QUOTE_BASE = 0xe100
const QUOTES_MAX = 200
const PLACEHOLDERS = /[\uE000-\uF8FF]/g

const QUOTED =
  /"([^"\n]{0,400})"|“([^”\n]{0,400})”|„([^“”\n]{0,400})[“”]|«([^»\n]{0,400})»|(?<=[\s:=])'([^'\n]{1,200})'(?=[\s,.;!?]|$)/g

export const QUOTE = '[\\uE100-\\uE1FF]'

export interface Protected {
  text: string
  /** Puts the quoted texts back, without their quotation marks. */
  restore(part: string): string
  /** Hides one more text behind a placeholder. */
  hide(content: string): string
}

/** Hides every quoted text behind one private-use character, which the text itself may not contain. */
export function protectQuotes(input: string): Protected {
  const hidden: string[] = []
  const hide = (content: string) => {
    if (hidden.length >= QUOTES_MAX) return ' '
    hidden.push(content)
    return String.fromCharCode(QUOTE_BASE + hidden.length - 1)
  }
  const text = input
    .replace(PLACEHOLDERS, ' ')
    .replace(QUOTED, (_all, ...groups: unknown[]) =>
      hide(groups.slice(0, 5).find((group) => typeof group === 'string') as string),
    )
  const restore = (part: string) =>
    part.replace(/[\uE100-\uE1FF]/g, (placeholder) => hidden[placeholder.charCodeAt(0) - QUOTE_BASE] ?? '')
  return { text, restore, hide }
}
