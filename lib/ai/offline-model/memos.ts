import { type Protected, QUOTE } from './quotes'
import { lower } from './spelling'

/** Marks where an explicit memo stood; the next character is its placeholder. */
export const MEMO_MARK = '\uE001'

const MEMO_NOUN = 'memo|note|reference|ref|message|msg|description|label|comment'
const QUOTED_MEMO = new RegExp(
  `[,;]?\\s*\\b(?:(?:with|and|add) )?(?:(?:the|a) )?(?:${MEMO_NOUN}|for|saying|labell?ed|marked(?: as)?|as)\\s*(?:[:=]|is|of|saying|that says)?\\s*(${QUOTE})`,
  'i',
)
const LOOSE_QUOTE = new RegExp(
  `(?<!\\b(?:to|into|from|of|pay|repay|send|give|transfer|called|named|in|with|using)(?: my| the)?)\\s(${QUOTE})(?=\\s*(?:$|[.!?;,]))`,
  'i',
)
const OPEN_MEMO = new RegExp(
  `[,;(]?\\s*\\b(?:with )?(?:(?:the|a) )?(?:(?:${MEMO_NOUN})\\s*[:=]|(?:memo|note|reference|ref)(?: is| of)?\\s+(?=\\S))\\s*`,
  'i',
)
const READ_ONLY_TAIL =
  /(?:,|\band\b|\bthen\b|[.!?])[\s,]*(?:(?:and|then|please)[\s,]+)*(?:show|tell|list|what'?s?|how much|check|display|give me)\b(?!.*\b(?:pay|send|move|transfer)\b).*\b(?:balances?|accounts?|transactions?|statements?|payees?|have|left|history|activity)\b.*$/

/**
 * Takes the explicit memos (`memo: rent`, `note "rent"`) out of each line and leaves a mark in their place.
 * A memo reaches to the end of its line or to a semicolon; only a question that moves nothing may follow it,
 * so a memo's text never becomes another transfer.
 */
export function hideMemos(source: Protected): string {
  return source.text
    .split('\n')
    .map((line) => hideOpenMemo(hideQuotedMemo(line), source))
    .join('\n')
}

function hideQuotedMemo(line: string): string {
  const marked = line.replace(QUOTED_MEMO, (_all, quote: string) => ` ${MEMO_MARK}${quote}`)
  return marked === line ? line.replace(LOOSE_QUOTE, (_all, quote: string) => ` ${MEMO_MARK}${quote}`) : marked
}

function hideOpenMemo(line: string, source: Protected): string {
  if (line.includes(MEMO_MARK)) return line
  const opening = OPEN_MEMO.exec(line)
  if (!opening || opening.index === 0) return line
  const head = line.slice(0, opening.index)
  const rest = line.slice(opening.index + opening[0].length)
  const length = /[:=]\s*$/.test(opening[0]) ? endOfMemo(rest) : endOfShortMemo(rest)
  const memo = rest
    .slice(0, length)
    .replace(/[\s,.!?)]+$/, '')
    .trim()
  if (memo === '') return line
  return `${head} ${MEMO_MARK}${source.hide(source.restore(memo))}${rest.slice(length)}`
}

function endOfMemo(rest: string): number {
  const stop = rest.search(/;/)
  const end = stop < 0 ? rest.length : stop
  const tail = lower(rest.slice(0, end)).search(READ_ONLY_TAIL)
  return tail < 0 ? end : tail
}

/** Without a colon the memo is a few words: `memo rent from savings`. */
function endOfShortMemo(rest: string): number {
  const stop = lower(rest).search(/[;,.!?](?=\s|$)|\s+(?:from|out of|using|to|and|then)\s/)
  return Math.min(endOfMemo(rest), stop < 0 ? rest.length : stop)
}
