import { isCurrency } from '@/lib/ledger/amounts/money'
import { isNumberWord } from './number-words'

const JOINS = new Set('and or to plus minus less x times by a'.split(' '))
const PARTS = new Set(
  'half twice thrice double triple each percent coins credits points shares dollar dollars'.split(' '),
)
/** Of "20 hong kong dollars", the last word alone is known. */
const WORDS_READ = 3

/**
 * Whether what stands right behind an order may belong to its amount, so that the order is not what was meant: "10 or 20",
 * "five and a half", "20 twice", "20 nzd", "20 hong kong dollars", "2 GOOG". Capital letters tell nothing where `isShouted`.
 */
export function isMoreOfAmount(rest: string, isShouted: boolean): boolean {
  const words = /^(?:[-–+*/×&~(, ]|[\p{L}\p{N}']+)*/u.exec(rest)?.[0].match(/[\p{L}\p{N}']+/gu) ?? []
  const first = words.find((word) => !JOINS.has(word.toLowerCase())) ?? ''
  if (/\p{N}/u.test(first) || isNumberWord(first.toLowerCase())) return true
  if (!isShouted && /^[A-Z]{2,6}$/.test(first)) return true
  return words.slice(0, WORDS_READ).some((word) => PARTS.has(word.toLowerCase()) || isCurrency(word.toUpperCase()))
}
