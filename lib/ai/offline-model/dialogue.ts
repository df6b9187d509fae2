import { MESSAGE_CHARACTERS_MAX } from '@/lib/text/limits'
import { findAmounts } from './amounts'
import { splitClauses } from './clauses'
import { parseRequests } from './parse-requests'
import type { Request, Topic, TransferDraft } from './requests'
import type { Aftermath, Pending } from './serve'
import { lower } from './spelling'
import { readTransfer } from './transfer-grammar'

export interface Memory {
  pending?: Pending
  after?: Aftermath
}

export interface Interpretation {
  requests: Request[]
  /** A question that is still open after these requests, to be asked again. */
  carry?: Pending
}

const LEAD_IN =
  /^(?:\s|[,.!-]|(?:no|nope|yes|yeah|ok|okay|sorry|oops|wait|actually|rather|i (?:meant|mean|said)|i'd like|make (?:it|that)|change (?:it|that|this)(?: to)?|let's (?:say|do)|do|try|use|take it|it's|its|only|just|please|instead|and|but|not that|pick|choose|how about|what about)(?![\w']))+/
const CORRECTS =
  /^\s*(?:no|nope|sorry|oops|wait|actually|rather|i (?:meant|mean)|make (?:it|that)|change (?:it|that)|use|do (?:it|that)|take it|from|instead|how about)\b/
const CANCELS =
  /^(?:\s*(?:no|ok|okay|please|actually|sorry)[,.\s]+)*(?:never ?mind|nvm|cancel(?: (?:it|that|this))?|forget (?:it|that|about it)|stop|abort|leave it|drop it|no thanks?(?: you)?|nothing|don'?t(?: bother)?)[\s.!]*$|^\s*(?:no|nope)[\s.!]*$/
const SAYS_YES =
  /^\s*(?:yes|yeah|yep|yup|sure|correct|right|exactly|ok|okay|please do|do it|go ahead)(?:[,\s]+(?:please|thanks|him|her|that one|do it))*[\s.!]*$/
const REPEATS =
  /^\s*(?:please )?(?:(?:try|do) (?:it |that )?(?:again|once more)|again|retry|once more|one more time|same again|repeat (?:it|that)?)(?: please)?[\s.!]*$/
const IS_QUESTION =
  /^\s*(?:show|what|how much|how many|who|which|list|tell|display|view|is|are|can|could|did|do i|why|when|where|help|hi|hello|hey|thanks|thank)\b/
const ANSWER_WORDS_MAX = 12

/** Reads a message in the light of what the last answer left open. */
export function interpret(message: string, memory: Memory): Interpretation {
  // Reading only the start might miss what the end takes back.
  if ([...message].length > MESSAGE_CHARACTERS_MAX) return { requests: [talk('too-long')] }
  if (memory.pending) return answerTo(memory.pending, message)
  const text = lower(message)
  if (memory.after && !isWhole(parseRequests(message))) {
    if (REPEATS.test(text)) return again(memory.after, undefined)
    if (CORRECTS.test(text)) return again(memory.after, message)
  }
  const isCancelled = CANCELS.test(text) || SAYS_YES.test(text)
  return { requests: isCancelled ? [talk('nothing-pending')] : parseRequests(message) }
}

function answerTo(pending: Pending, message: string): Interpretation {
  const text = lower(message)
  if (pending.slot === 'memo') return answerMemo(pending, message)
  if (CANCELS.test(text)) return { requests: [talk('cancelled')] }
  const requests = parseRequests(message)
  if (isWhole(requests)) return { requests }
  if (SAYS_YES.test(text))
    return pending.suggestion ? filled(pending, { to: pending.suggestion }) : { requests: [], carry: pending }
  const isAside = requests.every((request) => request.kind === 'talk' && request.topic !== 'unknown')
  if (isAside || (IS_QUESTION.test(text) && findAmounts(text).length === 0)) return { requests, carry: pending }
  const answer = readAnswer(message, pending.slot, requests)
  return answer ? filled(pending, answer) : { requests: [], carry: pending }
}

/** A new transfer that needs nothing from the one before, or several. */
function isWhole(requests: Request[]): boolean {
  const transfers = requests.filter((request) => request.kind === 'transfer')
  return transfers.length > 1 || transfers.some((draft) => draft.amount && draft.to && !draft.isContinuation)
}

/** "30", "from savings", "checking, for rent": whatever parts of a transfer a short answer holds. */
function readAnswer(message: string, slot: Pending['slot'], requests: Request[]): Partial<TransferDraft> | undefined {
  const spoken = requests.find((request) => request.kind === 'transfer')
  if (spoken && !spoken.isContinuation) return said(spoken)
  const bare = message.slice(LEAD_IN.exec(lower(message))?.[0].length ?? 0)
  if (bare.trim() === '' || bare.split(/\s+/).length > ANSWER_WORDS_MAX) return undefined
  const clause = splitClauses(`move ${bare}`)[0]
  const draft = clause && readTransfer(clause)
  if (!draft) return undefined
  const isBareName =
    draft.to !== undefined && draft.from === undefined && !/^\s*(?:\S+\s+){0,3}(?:to|into|onto|in)\b/i.test(bare)
  if (!isBareName || slot === 'to' || slot === 'amount') return said(draft)
  return said({ ...draft, from: draft.to, to: undefined })
}

function said({ amount, from, to, memo, memoWithFrom }: TransferDraft): Partial<TransferDraft> {
  return Object.fromEntries(
    Object.entries({ amount, from, to, memo, memoWithFrom }).filter(([, value]) => value !== undefined),
  )
}

function answerMemo(pending: Pending, message: string): Interpretation {
  const text = lower(message)
  if (CANCELS.test(text) && !/^\s*(?:no|nope|nothing)[\s.!]*$/.test(text)) return { requests: [talk('cancelled')] }
  const memo = /^\s*(?:no|none|nothing|no memo|without(?: one| a memo)?)[\s.!]*$/.test(text)
    ? undefined
    : message.trim()
  return filled(pending, { memo, memoWithFrom: undefined })
}

function filled(pending: Pending, answer: Partial<TransferDraft>): Interpretation {
  const change = (request: Request, index: number): Request =>
    index === pending.index && request.kind === 'transfer' ? { ...request, ...answer } : request
  return { requests: pending.requests.map(change) }
}

function again(after: Aftermath, correction: string | undefined): Interpretation {
  if (after.how === 'unknown') return { requests: [talk('outcome-unknown')] }
  if (after.how === 'posted') return { requests: [talk('already-done')] }
  if (correction === undefined) return { requests: after.requests }
  const slot = /\bfrom|use\b/.test(lower(correction)) ? 'from' : 'to'
  const answer = CANCELS.test(lower(correction)) ? undefined : readAnswer(correction, slot, parseRequests(correction))
  if (!answer) return { requests: CANCELS.test(lower(correction)) ? [talk('cancelled')] : parseRequests(correction) }
  return filled({ ...NO_QUESTION, requests: after.requests, slot }, answer)
}

/** The transfer that was not posted comes first among what is left of its message. */
const NO_QUESTION = { index: 0, question: '', suggestion: undefined }

function talk(topic: Topic): Request {
  return { kind: 'talk', topic }
}
