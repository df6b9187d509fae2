import { z } from 'zod'
import { visibleLine, visibleLines } from './visible-text'

/** Stands in place of a name without visible characters. */
export const NO_NAME = '(no name)'

/**
 * Control characters, half characters, and characters that turn the direction of the text around them. A text with one
 * of them is refused.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]/gu

const NAMES: Record<string, string> = {
  '0000': 'null',
  '0009': 'tab',
  '000A': 'line feed',
  '000D': 'carriage return',
  '001B': 'escape',
  '007F': 'delete',
  '202A': 'left-to-right embedding',
  '202B': 'right-to-left embedding',
  '202C': 'pop directional formatting',
  '202D': 'left-to-right override',
  '202E': 'right-to-left override',
  '2066': 'left-to-right isolate',
  '2067': 'right-to-left isolate',
  '2068': 'first strong isolate',
  '2069': 'pop directional isolate',
}

/**
 * A line that a person typed for another person: a memo, a nickname, a title. It is read as it will be shown
 * (visibleLine), so it may come out empty. Control characters and characters that turn the direction are refused by
 * name.
 * @param charactersMax in code points, of the shown line
 */
export function printableText(charactersMax: number) {
  return printable(charactersMax, (text) => text, visibleLine)
}

/** The same, but something must be visible. */
export function printableName(charactersMax: number) {
  return printableText(charactersMax).refine((text) => text !== '', 'must not be blank')
}

/** The same for several lines: line breaks and tabs stay. */
export function printableLines(charactersMax: number) {
  return printable(charactersMax, (text) => text.replace(/[\t\n\v\f\r\x85]/g, ' '), visibleLines)
}

/** The visible part of an unchecked text as one line of at most `charactersMax` code points; may be empty. */
export function printablePart(text: string, charactersMax: number): string {
  const line = visibleLine(text.replace(/\s/g, ' ').replace(UNPRINTABLE, ''))
  return visibleLine([...line].slice(0, charactersMax).join(''))
}

/** The first refused character of a line, such as `U+202E right-to-left override`; undefined where there is none. */
export function unprintableIn(text: string): string | undefined {
  const [found] = text.match(UNPRINTABLE) ?? []
  if (found === undefined) return undefined
  const code = found.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
  return `U+${code} ${NAMES[code] ?? (/\p{Cs}/u.test(found) ? 'half a character' : 'control character')}`
}

function printable(charactersMax: number, allowed: (text: string) => string, shown: (text: string) => string) {
  return z
    .string()
    .superRefine((text, context) => {
      const found = unprintableIn(allowed(text))
      if (found) context.addIssue({ code: 'custom', message: `must not contain ${found}` })
    })
    .transform(shown)
    .refine((text) => [...text].length <= charactersMax, `must have at most ${charactersMax} characters`)
}
