import { isCurrency } from '@/lib/ledger/amounts/money'
import { isNumberWord } from './number-words'

const JOINS = new Set('and or to plus minus less x times by a'.split(' '))
const PARTS = new Set(
  `half twice thrice double triple each split percent coins credits points shares dollar dollars euro euros pounds cent cents k
  canadian australian`.split(/\s+/),
)
/** Of "20 hong kong dollars", the last word alone is known. */
const WORDS_READ = 3

/**
 * Whether what stands right behind an order may belong to its amount, so that the order is not what was meant: "10 or 20",
 * "five and a half", "20 twice", "20 nzd", "20 hong kong dollars", "2 GOOG". Capital letters tell nothing where `isShouted`.
 */
export function isMoreOfAmount(rest: string, isShouted: boolean): boolean {
  const words = /^(?:[-–+*/×&~(, ]|(?!for\b)[\p{L}\p{N}']+)*/iu.exec(rest)?.[0].match(/[\p{L}\p{N}']+/gu) ?? []
  const first = words.find((word) => !JOINS.has(word.toLowerCase())) ?? ''
  if (/\p{N}/u.test(first) || isNumberWord(first.toLowerCase())) return true
  if (!isShouted && /^[A-Z]{2,6}$/.test(first)) return true
  return words.slice(0, WORDS_READ).some(isPart)
}

/** Words that a number names one of: "chapter three", "invoice 4711". */
const NAMED = new Set(
  `part term round phase step level lesson chapter volume issue page unit room flat apartment floor table seat
  row line lane gate invoice order ticket batch team group class grade stage season episode game match version option item lot
  plot house door`.split(/\s+/),
)

/** Whether a number behind this lower-case word tells which one is meant, and is no amount. */
export const isNumbered = (word: string) => NAMED.has(word)
/** Words that a number stands behind: those, and "one of two", "number two". */
const isCounted = (word: string) => NAMED.has(word) || ['of', 'no', 'number'].includes(word)

/** Whether the last word of a memo may belong to the amount before it: "rent sorry thirty", "rent x2", "rent euros". */
export function endsInAmount(memo: string): boolean {
  const [last = '', before = ''] = memo.trim().toLowerCase().split(' ').reverse()
  return /^(?:x\d+|\d+x)$/.test(last) || (isNumberWord(last) && !isCounted(before)) || isPart(last)
}

const isPart = (word: string) => PARTS.has(word.toLowerCase()) || isCurrency(word.toUpperCase())
