import { type Amount, type FoundAmount, findAmounts } from './amounts'
import type { Clause } from './clauses'
import { isEmptyWord } from './fillers'
import type { TransferDraft } from './requests'
import { fold, lower } from './spelling'
import { cutAtMarkers, type Segments } from './transfer-segments'
import { type FoundVerb, findVerb } from './verbs'

/** Stands where the amount was cut out. */
const AMOUNT_MARK = '\uE000'
const CONNECTIVES = /^(?:\s*(?:and|also|then|plus|please|ok|okay|now|just)(?![\w'])[\s,]*)+/i
const SHARE =
  /\b(?:half|quarter|third|percent|(?:the )?rest|remainder|remaining|each|double|twice|triple|couple|few)\b|\d\s?%/
const EVERYTHING = /\b(?:all|everything|entire|whole|full|max|maximum|every (?:last )?(?:penny|cent))\b/
const ALL_OF_SEVERAL = /\ball (?:of )?(?:the |my |our )?(?:accounts|payees|friends|contacts|them|people)\b/

/** Reads one clause as a transfer; undefined when it holds neither a verb that moves money nor an amount that goes somewhere. */
export function readTransfer(spokenClause: Clause): TransferDraft | undefined {
  const clause = { ...spokenClause, text: spokenClause.text.replace(CONNECTIVES, '') }
  const text = lower(clause.text)
  const found = chooseAmount(text)
  const verb = findVerb(text)
  const marked = found
    ? `${clause.text.slice(0, found.start)} ${AMOUNT_MARK} ${clause.text.slice(found.end)}`
    : clause.text
  const segments = cutAtMarkers(marked, verb ? findVerb(lower(marked)) : undefined)
  if (!verb && !(found && (segments.to || segments.from))) return undefined
  const amount = found?.amount ?? shareOrAll(text, verb)
  return { kind: 'transfer', amount, ...parties(segments, verb, clause), isContinuation: !verb }
}

/** The one amount of a clause. Two that might both be meant are nobody's guess. */
function chooseAmount(text: string): FoundAmount | undefined {
  const all = findAmounts(text)
  if (all.length === 0) return undefined
  const share = SHARE.exec(text)
  const first = all[0] as FoundAmount
  if (share) return { ...first, amount: { kind: 'unclear', why: 'share' } }
  const isInMemo = (found: FoundAmount) => /\bfor\b/.test(text.slice(0, found.start))
  const withCurrency = all.filter((found) => found.hasCurrency)
  const bare = all.filter((found) => !isInMemo(found) && !isInName(text, found, all))
  const trailing = all.filter((found) => isInMemo(found) && text.slice(found.end).trim() === '')
  const candidates = [withCurrency, bare, trailing].find((group) => group.length > 0)
  if (!candidates) return undefined
  const distinct = new Set(candidates.map((found) => JSON.stringify(found.amount)))
  const chosen = candidates[0] as FoundAmount
  return distinct.size === 1 ? chosen : { ...chosen, amount: { kind: 'unclear', why: 'several' } }
}

/** "move 25 to savings 2": a bare number after a place's name belongs to the name, if there is another number before. */
function isInName(text: string, found: FoundAmount, all: FoundAmount[]): boolean {
  const isFirst = all[0] === found
  return !isFirst && /\b(?:to|into|from|in)\b[^,]*\p{L}+\s+$/u.test(text.slice(0, found.start))
}

function shareOrAll(text: string, verb: FoundVerb | undefined): Amount | undefined {
  if (SHARE.test(text)) return { kind: 'unclear', why: 'share' }
  if (ALL_OF_SEVERAL.test(text)) return { kind: 'unclear', why: 'several' }
  return EVERYTHING.test(text) || verb?.family === 'empty' ? { kind: 'all' } : undefined
}

type Parties = Pick<TransferDraft, 'from' | 'to' | 'memo' | 'memoWithFrom' | 'paysOff'>

function parties(segments: Segments, verb: FoundVerb | undefined, clause: Clause): Parties {
  const named = (part: string | undefined) => placeName(clause.restore(part ?? ''))
  const said = { object: named(segments.object), from: named(segments.from), to: named(segments.to) }
  const spokenMemo = memoText(clause.restore(segments.memo ?? ''))
  const withFrom = segments.memoWithFrom && memoText(clause.restore(segments.memoWithFrom))
  const memo = clause.memo ?? spokenMemo
  return {
    ...assignObject(said, verb),
    memo,
    memoWithFrom: clause.memo === undefined ? withFrom : undefined,
    paysOff: verb?.family === 'pay',
  }
}

interface Said {
  object: string | undefined
  from: string | undefined
  to: string | undefined
}

function assignObject({ object, from, to }: Said, verb: FoundVerb | undefined): Pick<TransferDraft, 'from' | 'to'> {
  const family = verb?.family ?? 'move'
  if (family === 'save') return { from: from ?? (to ? object : undefined), to: to ?? object ?? 'savings' }
  if (object === undefined) return { from, to }
  // Without a verb what stands before "to" is where the money is: "savings to checking 50".
  if (family === 'take' || family === 'empty' || !verb) return from ? { from, to: to ?? object } : { from: object, to }
  if (to === undefined) return { from, to: object }
  return from === undefined ? { from: object, to } : { from, to: `${object} ${to}` }
}

/** What is left of a phrase once the words that name no account are gone; undefined when nothing is. */
function placeName(phrase: string): string | undefined {
  const plain = phrase.replaceAll(AMOUNT_MARK, ' ').replace(/\b(?:because|since|so that|so i)\b.*$/i, '')
  const words = plain.split(/\s+/).map((word) => word.replace(/^[^\p{L}\p{N}•*#]+|[^\p{L}\p{N}]+$/gu, ''))
  const kept = words.filter((word) => word !== '')
  const says = kept.filter((word) => !isEmptyWord(fold(word)) && !EVERYTHING.test(lower(word)))
  return says.length > 0 ? kept.join(' ') : undefined
}

function memoText(text: string): string | undefined {
  const memo = text
    .replaceAll(AMOUNT_MARK, ' ')
    .replace(/[\s,]*\b(?:please|pls|thanks|thank you|thx)\b[\s.!]*$/i, '')
    .replace(/\s+/g, ' ')
    .replace(/^[\s,.:]+|[\s,.!?:]+$/g, '')
  return memo === '' || /^(?:me|now|it|free|him|her|them|us|today)$/i.test(memo) ? undefined : memo
}
