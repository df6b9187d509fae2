// Which characters of a text can be shown: one rule for the tenant and for the phone's scripts. The bank has its own
// copy (lib/platform/text/visible-text.ts), since the two share no code; vectors/printable.json tests both.

/** Control characters, half characters, and characters that turn the direction of the text around them. */
const REFUSED = /[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]/u
/** Matches every refused character, for dropping or replacing it. */
export const UNPRINTABLE = new RegExp(REFUSED, 'gu')

const BIDI =
  'left-to-right embedding,right-to-left embedding,pop directional formatting,left-to-right override,right-to-left override'
const ISOLATES = 'left-to-right isolate,right-to-left isolate,first strong isolate,pop directional isolate'
const NAMES = new Map([
  ...BIDI.split(',').map((name, index) => [0x202a + index, name]),
  ...ISOLATES.split(',').map((name, index) => [0x2066 + index, name]),
  ...Object.entries({ 0: 'null', 9: 'tab', 10: 'line feed', 13: 'carriage return', 27: 'escape', 127: 'delete' }).map(
    ([code, name]) => [Number(code), name],
  ),
])

/** Blanks of every kind: white space, and letters that are drawn as nothing. */
const BLANKS = /[\p{White_Space}\u115F\u1160\u2800\u3164\uFFA0\u{1D159}]/gu

/** The steps run in this order, each on the text that the step before has left. Text in a capture group stays. */
const STEPS = [
  // Invisible characters, which are only pasted along. The steps below handle joiners, selectors and tags.
  /(?!\u200C|\u200D|[\u180B-\u180F]|[\uFE00-\uFE0F]|[\u{E0000}-\u{E007F}]|[\u{E0100}-\u{E01EF}])[\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFC]/gu,
  // Tag characters, except in the flags of England, Scotland and Wales (UTS 51, annex C).
  /(\u{1F3F4}\u{E0067}\u{E0062}(?:\u{E0065}\u{E006E}\u{E0067}|\u{E0073}\u{E0063}\u{E0074}|\u{E0077}\u{E006C}\u{E0073})\u{E007F})|[\u{E0000}-\u{E007F}]/gu,
  // Selectors that do not follow an emoji, a Han letter, a sign of mathematics or a keycap's digit.
  /(?<![\p{Extended_Pictographic}\p{Script=Han}\p{Script=Myanmar}\p{Sm}])(?<![0-9#*](?=\uFE0F\u20E3))[\uFE00-\uFE0F\u{E0100}-\u{E01EF}]/gu,
  /(?<![\u1820-\u18AA])[\u180B-\u180F]/gu,
  // Joiners after a character that joins nothing, and joiners before one, except at the end of a word in a joining
  // script.
  /(?<![\p{L}\p{M}\p{Nd}\p{Extended_Pictographic}\p{Emoji_Modifier}])[\u200C\u200D]/gu,
  /(?<![\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Nko}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}])[\u200C\u200D](?![\p{L}\p{M}\p{Extended_Pictographic}])/gu,
  // More marks than any script puts on one letter: they would be drawn over the lines around it.
  /(\p{M}{8})\p{M}+/gu,
]
/** A mark at the start of a text would be drawn on the character before it. */
const LEADING = /^[\s\p{M}\u200C\u200D]+/u

/**
 * The first refused character of a line, such as `U+202E right-to-left override`; undefined where the line is accepted.
 */
export function refusedIn(text) {
  const found = REFUSED.exec(text)
  if (!found) return undefined
  const code = found[0].charCodeAt(0)
  const half = code >= 0xd800 && code <= 0xdfff
  const name = NAMES.get(code) ?? (half ? 'half a character' : 'control character')
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')} ${name}`
}

/**
 * A line as it is stored: without invisible characters, with each run of blanks as one space, trimmed. May come out
 * empty.
 */
export function printable(text) {
  const kept = STEPS.reduce(
    (line, step) => line.replace(step, (_all, stays) => (typeof stays === 'string' ? stays : '')),
    text.replace(BLANKS, ' '),
  )
  return kept.replace(/ +/g, ' ').replace(LEADING, '').trimEnd()
}

/**
 * A name or memo as it is shown, whoever wrote it. Refused characters become visible, and an empty text reads `(no
 * name)`.
 */
export function visible(text) {
  return printable(text.replace(/\s/g, ' ').replace(UNPRINTABLE, '\uFFFD')) || '(no name)'
}
