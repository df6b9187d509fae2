import { isEmptyWord } from './fillers'
import { findNumberWords } from './number-words'
import type { BalanceRequest, PayeesRequest, StatementRequest } from './requests'
import { fold, isTypoOfKeyword, lower } from './spelling'

const STATEMENT_LIMIT_DEFAULT = 10
const STATEMENT_LIMIT_MAX = 50

const PAYEES =
  /\bpayees?\b|\brecipients?\b|\bbeneficiar(?:y|ies)\b|\bcontacts?\b|\b(?:who|whom|which people)\b.*\b(?:can|could|may|do|am|have|did|i)\b.*\b(?:pay|send|transfer|saved)\b|\bwho.*\bpay\b/
const STATEMENT =
  /\b(?:transactions?|statements?|history|activity|activities|spend|spent|spending|spendings|expenses|purchases?|payments|transfers|movements|bought|charges|debits|deposits|income|incoming|outgoing|earned?|received|paid|sent|moved|transferred|came in|come in|went out|recent)\b|\b(?:last|latest) (?:\d+|few|one)\b|\bwhere did (?:all )?my money go\b/
const OUT =
  /\b(?:spend|spent|spending|spendings|expenses|purchases?|bought|charges|debits|outgoing|went out|sent|where did)\b/
const IN = /\b(?:income|incoming|earned?|received|came in|come in|deposits)\b/
const PERIOD =
  /\b(?:today|yesterday|(?:this|last|past) (?:\w+ )?(?:day|week|month|year|weekend|days|weeks|months)|since|january|february|march|april|june|july|august|september|october|november|december|on (?:mon|tues|wednes|thurs|fri|satur|sun)day)\b/
const BALANCES =
  /\bbalances?\b|\bhow much\b|\bhow rich\b|\bam i (?:broke|rich)\b|\bwhat(?:'?s| is| are| do)?\b.*\b(?:in|on|have|own|left|there)\b|\bwhat\b.*\bowe\b|\b(?:do i|i) (?:have|owe)\b|\bavailable\b|\baccounts\b|\bnet worth\b|\bfrozen\b|\bclosed\b|\bwhere(?:'s| is| are)? my\b|\boverview\b|\bmoney (?:left|do i)\b|^(?:my )?(?:checking|savings|credit card|card)(?: account)?$/
const COUNT =
  /\b(?:last|latest|past|recent|first|top|newest|previous)\s+(\d{1,4})\b|\b(\d{1,4})\s+(?:\w+\s+)?(?:transactions?|movements|payments|transfers|purchases|entries)\b/

const KEYWORDS =
  'balance balances transaction transactions transaction statement statements payees history activity recipients spending accounts'.split(
    ' ',
  )
const QUESTION_WORDS = new Set(
  (
    'what whats whos show me see tell view check list display give get how much many do did i have has is are am the left can could would ' +
    'be s of on in from at for to and with current currently total totals all every each overall altogether available balance balances ' +
    'statement statements transaction transactions history activity activities spend spent spending spendings expenses purchase purchases ' +
    'payments transfers movements bought charges debits deposits income incoming outgoing earn earned received paid sent moved transferred came ' +
    'come in went out recent recently last latest past newest previous few most where go went when who which was were there owe owed rich ' +
    'broke net worth overview funds money cash worth today yesterday this week month year days weeks months since january february march ' +
    'april may june july august september october november december first top entries own any anything new up doing look into about ' +
    'tomorrow weekend day know like want need id bank'
  ).split(' '),
)

/** Reads a lower-case clause as a question about payees, transactions or balances. */
export function readQuestion(clause: string): PayeesRequest | StatementRequest | BalanceRequest | undefined {
  const text = correctKeywords(clause)
  if (PAYEES.test(text)) return { kind: 'payees' }
  const account = accountPhrase(text)
  if (STATEMENT.test(text)) {
    const direction = IN.test(text) ? 'in' : OUT.test(text) ? 'out' : 'all'
    return { kind: 'statement', account, limit: limitOf(text), direction, namesPeriod: PERIOD.test(text) }
  }
  return BALANCES.test(text) ? { kind: 'balances', account, asksOwed: /\bowed?\b/.test(text) } : undefined
}

function correctKeywords(clause: string): string {
  return lower(clause).replace(
    /[a-z]{6,}/g,
    (word) =>
      KEYWORDS.find((keyword) => keyword === word) ??
      KEYWORDS.find((keyword) => isTypoOfKeyword(word, keyword)) ??
      word,
  )
}

function limitOf(text: string): number {
  const match = COUNT.exec(text)
  const counted = match?.[1] ?? match?.[2]
  const words = /\b(?:last|latest|past|recent)\s+((?:[a-z]+[ -]?){1,3})/.exec(text)?.[1]
  const value = counted ?? findNumberWords(words ?? '').find((found) => found.start === 0)?.value
  if (value === undefined)
    return /\b(?:last|latest) (?:transaction|payment|purchase|transfer)\b/.test(text) ? 1 : STATEMENT_LIMIT_DEFAULT
  return Math.min(Math.max(Number(value), 1), STATEMENT_LIMIT_MAX)
}

/** The words that are not part of the question itself: the account that it is about. */
function accountPhrase(text: string): string | undefined {
  const digitsGone = text.replace(COUNT, ' ')
  const words = fold(digitsGone).match(/[\p{L}\p{N}]+/gu) ?? []
  const isNumber = (word: string) => findNumberWords(word).some((found) => found.value !== undefined)
  const kept = words.filter((word) => !QUESTION_WORDS.has(word) && !isEmptyWord(word) && !isNumber(word))
  return kept.length > 0 ? kept.join(' ') : undefined
}
