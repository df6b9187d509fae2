import { z } from 'zod'

// Control characters break lines and records, bidirectional ones let a memo rearrange the text around it on a screen,
// invisible ones let two texts look alike. A joiner may stand: families and flags among the emoji are made with it.
const UNPRINTABLE = /(?!\u200D)[\p{Cc}\p{Cs}\p{Cf}\p{Zl}\p{Zp}\u115F\u1160\u3164\uFFA0]/u

/** A line of text that a person typed for another: bounded in code points, printable, left as it was typed. */
export function printableText(charactersMax: number) {
  return z
    .string()
    .refine((text) => [...text].length <= charactersMax, `must have at most ${charactersMax} characters`)
    .refine((text) => !UNPRINTABLE.test(text), 'must not contain control characters')
}

/** What of a text that nobody has checked can be shown on one line, in at most so many code points; may be empty. */
export function printablePart(text: string, charactersMax: number): string {
  const line = text.replace(/\s+/g, ' ').replace(new RegExp(UNPRINTABLE, 'gu'), '').trim()
  return [...line].slice(0, charactersMax).join('').trim()
}
