// The visible part of a text. The tenant has its own copy of this rule (tenant/assets/printable.js), since the two
// share no code; vectors/printable.json tests both.

/** White space of every kind, and characters drawn as nothing: Hangul's fillers, Braille's blank, a null note. */
const BLANK = /[\p{White_Space}\u115F\u1160\u2800\u3164\uFFA0\u{1D159}]/gu

/** Marks of direction, soft hyphens, byte order marks and fillers, which are pasted along unseen. */
const INVISIBLE =
  /(?!\u200C|\u200D|[\u180B-\u180F]|[\uFE00-\uFE0F]|[\u{E0000}-\u{E007F}]|[\u{E0100}-\u{E01EF}])[\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFC]/gu

/** Tag characters, except in the three flags written with them: England, Scotland and Wales (UTS 51, annex C). */
const TAGS =
  /(\u{1F3F4}\u{E0067}\u{E0062}(?:\u{E0065}\u{E006E}\u{E0067}|\u{E0073}\u{E0063}\u{E0074}|\u{E0077}\u{E006C}\u{E0073})\u{E007F})|[\u{E0000}-\u{E007F}]/gu

/**
 * A selector picks the look of the one character before it: an emoji, a keycap, a Han letter, a sign of mathematics.
 */
const LONE_SELECTOR =
  /(?<![\p{Extended_Pictographic}\p{Script=Han}\p{Script=Myanmar}\p{Sm}])(?<![0-9#*](?=\uFE0F\u20E3))[\uFE00-\uFE0F\u{E0100}-\u{E01EF}]/gu
const LONE_MONGOLIAN_SELECTOR = /(?<![\u1820-\u18AA])[\u180B-\u180F]/gu

const JOINING_SCRIPTS = [
  ...['Arabic', 'Syriac', 'Mongolian', 'Nko', 'Devanagari', 'Bengali', 'Gurmukhi', 'Gujarati', 'Oriya', 'Tamil'],
  ...['Telugu', 'Kannada', 'Malayalam', 'Sinhala'],
]
const JOINING = `[${JOINING_SCRIPTS.map((script) => `\\p{Script=${script}}`).join('')}]`
/** A joiner stands between letters, marks or emoji, or ends a word in a script whose letters join. */
const JOINS_NOTHING = /(?<![\p{L}\p{M}\p{Nd}\p{Extended_Pictographic}\p{Emoji_Modifier}])[\u200C\u200D]/gu
const LONE_JOINER = new RegExp(`(?<!${JOINING})[\\u200C\\u200D](?![\\p{L}\\p{M}\\p{Extended_Pictographic}])`, 'gu')

/** More marks than any script puts on one letter: they would be drawn over the lines around it. */
const PILED_MARKS = /(\p{M}{8})\p{M}+/gu
/** A mark at the start of a text would be drawn on the character before it. */
const LEADING = /^[\s\p{M}\u200C\u200D]+/u

/**
 * A line as it is stored and shown: without invisible characters, with each run of white space as one space, trimmed.
 */
export function visibleLine(text: string): string {
  return visiblePart(text).replace(/ +/g, ' ').replace(LEADING, '').trimEnd()
}

/** The same for several lines: line breaks, tabs and the number of blanks stay. */
export function visibleLines(text: string): string {
  const lines = text.replace(/\r\n?|[\v\f\x85\u2028\u2029]/g, '\n').split('\n')
  return lines.map((line) => line.split('\t').map(visiblePart).join('\t')).join('\n')
}

/** No step undoes the work of an earlier one, so a second run changes nothing. */
function visiblePart(text: string): string {
  return text
    .replace(BLANK, ' ')
    .replace(INVISIBLE, '')
    .replace(TAGS, '$1')
    .replace(LONE_SELECTOR, '')
    .replace(LONE_MONGOLIAN_SELECTOR, '')
    .replace(JOINS_NOTHING, '')
    .replace(LONE_JOINER, '')
    .replace(PILED_MARKS, '$1')
}
