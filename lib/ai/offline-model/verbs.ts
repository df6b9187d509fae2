import { withoutCourtesy } from './fillers'
import { isTypoOfKeyword } from './spelling'

/**
 * What a verb's bare object means: `pay` Bob (the receiver), `move` savings (receiver, or source once a receiver is
 * named), `take` savings (always the source), `save` (nothing: the receiver is the savings account), `empty` savings
 * (the source, and all of it).
 */
type VerbFamily = 'pay' | 'move' | 'take' | 'save' | 'empty'

const FAMILIES: Record<VerbFamily, string> = {
  pay: 'pay repay settle fund refill clear reimburse payment tip',
  move: 'move transfer send give put shift wire deposit add xfer tfr remit push stick throw chuck pop stash allocate slide',
  take: 'withdraw take pull',
  save: 'save',
  empty: 'empty drain',
}

const FAMILY_OF = new Map<string, VerbFamily>(
  Object.entries(FAMILIES).flatMap(([family, verbs]) =>
    verbs.split(' ').map((verb): [string, VerbFamily] => [verb, family as VerbFamily]),
  ),
)

const TWO_WORDS: [RegExp, VerbFamily][] = [
  [/\btop(?:ping)? (?:up )?/, 'pay'],
  [/\bset aside\b/, 'save'],
  [/\bput aside\b/, 'save'],
]

export interface FoundVerb {
  start: number
  end: number
  family: VerbFamily
}

/** Nouns more often than verbs, unless they open the request: "Holiday Fund". */
const ONLY_AT_THE_START = new Set(['fund', 'tip', 'clear'])

/** The first verb that moves money in a lower-case text, slips of the finger included. */
export function findVerb(text: string): FoundVerb | undefined {
  for (const [phrase, family] of TWO_WORDS) {
    const match = phrase.exec(text)
    if (match) return found(text, match, family)
  }
  for (const match of text.matchAll(/[a-z]+/g)) {
    const family = familyOf(match[0])
    const isNoun = ONLY_AT_THE_START.has(match[0]) && withoutCourtesy(text) !== text.slice(match.index)
    if (family && !isNoun) return found(text, match, family)
  }
  return undefined
}

/** "Pay off", "pay down", "send over": the particle belongs to the verb. */
function found(text: string, match: RegExpExecArray, family: VerbFamily): FoundVerb {
  const end = match.index + match[0].length
  const particle = /^\s+(?:off|down|back|over|away|out(?!\s+of))(?![\w'])/.exec(text.slice(end))
  return { start: match.index, end: end + (particle?.[0].length ?? 0), family }
}

function familyOf(word: string): VerbFamily | undefined {
  const exact = FAMILY_OF.get(word)
  if (exact) return exact
  for (const [verb, family] of FAMILY_OF) {
    // "transfers" and "deposits" are nouns or another tense, not slips.
    if (!word.startsWith(verb) && isTypoOfKeyword(word, verb)) return family
  }
  return undefined
}
