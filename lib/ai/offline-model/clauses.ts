import { findAmounts } from './amounts'
import { withoutCourtesy } from './fillers'
import { hideMemos, MEMO_MARK } from './memos'
import { protectQuotes } from './quotes'
import { lower } from './spelling'
import { findVerb } from './verbs'

export interface Clause {
  /** In the customer's own capitals; quoted parts are still hidden behind placeholders. */
  text: string
  memo: string | undefined
  restore(part: string): string
}

const CLAUSES_MAX = 40
/** Enough to see how the next clause opens, however long the message. */
const LOOK_AHEAD = 120

const SEPARATORS =
  /\n+|;|(?<!\b(?:mr|mrs|ms|dr|st|no|nr|acct))[.!?]+(?=\s|$)|,?\s+(?:and\s+)?(?:then|afterwards|after that)(?=[\s,])|,?\s+(?:and also|plus|also|and)\s+|\s*&\s*|,(?!\d)/gi
const ALWAYS_SPLITS = /[\n;.!?]|then|after/i
const ASKS =
  /^(?:show|what|whats|how|who|whom|list|which|tell|display|check|view|see|give me (?:my|a|the)|is|are|did|do i|get me|(?:my |the )?(?:(?:last|latest|recent) (?:\d+|transactions?)|balances?|transactions|payees))\b/
const GOES_SOMEWHERE = /^\s*(?:to|into|onto|in|from)\b/

/** Cuts a message into its separate requests; quotes and memos stay whole. */
export function splitClauses(message: string): Clause[] {
  const source = protectQuotes(message.replace(/\s*(?:->|=>|→|⇒)\s*/g, ' to '))
  const pieces = glueFragments(cut(hideMemos(source)))
  return pieces.slice(0, CLAUSES_MAX).map((piece) => {
    const memo = new RegExp(`${MEMO_MARK}(.)`).exec(piece)?.[1]
    const text = piece.replace(new RegExp(`${MEMO_MARK}.`, 'g'), ' ').trim()
    return { text, memo: memo && source.restore(memo), restore: source.restore }
  })
}

function cut(text: string): string[] {
  const pieces: string[] = []
  let start = 0
  for (const match of text.matchAll(SEPARATORS)) {
    const end = match.index + match[0].length
    const splits =
      ALWAYS_SPLITS.test(match[0]) ||
      startsRequest(lower(text.slice(start, match.index)), lower(text.slice(end, end + LOOK_AHEAD)))
    if (!splits) continue
    pieces.push(text.slice(start, match.index))
    start = end
  }
  pieces.push(text.slice(start))
  return pieces.map((piece) => piece.trim()).filter((piece) => piece !== '')
}

/** Whether what follows an "and" or a comma is a request of its own. */
function startsRequest(before: string, after: string): boolean {
  if (/^\s*(?:from|using|with|out of|via)\b/.test(before) && !findVerb(before)) return false
  const opening = withoutCourtesy(after)
  if (ASKS.test(opening) || findVerb(opening)?.start === 0) return true
  const amount = findAmounts(opening).find((found) => found.start === 0)
  const splitsNumber = /\b(?:hundred|thousand|million|grand)\s*$/.test(before)
  const isCents = /cents?$/.test(opening.slice(0, amount?.end ?? 0))
  return amount !== undefined && !splitsNumber && !isCents && GOES_SOMEWHERE.test(opening.slice(amount.end))
}

const FRAGMENT = /^(?:from|using|with|out of|via|to|into|for)\b|^\uE001.$/

/** The second half of "take $25 from checking and put it into savings". */
const CARRIES_ON = /^(?:put|move|send|deposit|transfer|add|give|pay) (?:it|that|them|the money)(?: all)? /

/** "Move $25 to savings. From checking." and "From checking: move …" are one request each. */
function glueFragments(pieces: string[]): string[] {
  const glued: string[] = []
  let waiting = ''
  for (const piece of pieces) {
    const text = lower(piece)
    const carriesOn = findAmounts(text).length === 0 && findVerb(lower(glued.at(-1) ?? '')) && CARRIES_ON.exec(text)
    if (carriesOn) {
      glued.push(`${glued.pop()} ${piece.slice(carriesOn[0].length)}`)
      continue
    }
    const isFragment = FRAGMENT.test(text) && !findVerb(text) && findAmounts(text).length === 0
    if (!isFragment) {
      glued.push(`${waiting}${piece}`)
      waiting = ''
    } else if (glued.length > 0 && findVerb(lower(glued.at(-1) ?? ''))) glued.push(`${glued.pop()} ${piece}`)
    else waiting += `${piece} `
  }
  if (waiting) glued.push(waiting.trim())
  return glued
}
