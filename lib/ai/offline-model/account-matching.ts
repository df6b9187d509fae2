import { wordsForCurrency } from './currency-words'
import { isEmptyWord } from './fillers'
import { fold, isTypoOf } from './spelling'
import type { Account, Payee } from './tool-results'

const SYNONYMS: Record<string, string> = {
  chequing: 'checking',
  cheque: 'checking',
  checkings: 'checking',
  check: 'checking',
  current: 'checking',
  saving: 'savings',
  saver: 'savings',
  savers: 'savings',
  nest: 'savings',
  cc: 'card',
  visa: 'card',
  mastercard: 'card',
  amex: 'card',
  creditcard: 'card',
  cards: 'card',
  euros: 'euro',
  dollars: 'dollar',
  pounds: 'pound',
  '€': 'euro',
}

/** How well a phrase names a thing: 4 its whole name or its number, 3 part of its name, 2 its kind, 1 but for a typo. */
type Closeness = 0 | 1 | 2 | 3 | 4

export interface Matches<T> {
  closeness: Closeness
  /** All that are equally close, and closest. */
  found: T[]
}

interface Names {
  names: string[]
  kinds: string[]
  mask: string
}

export function matchAccounts(phrase: string, accounts: Account[]): Matches<Account> {
  const all = closest(phrase, accounts, (account) => ({
    names: [account.name],
    kinds: kindsOf(account),
    mask: account.mask,
  }))
  // Between a closed account and one in use of the same name, people mean the one in use.
  const active = all.found.filter((account) => account.status === 'active')
  return { closeness: all.closeness, found: active.length > 0 ? active : all.found }
}

export function matchPayees(phrase: string, payees: Payee[]): Matches<Payee> {
  return closest(phrase, payees, ({ name, nickname, mask }) => ({ names: [name, nickname ?? ''], kinds: [], mask }))
}

function kindsOf(account: Account): string[] {
  const type = account.type === 'credit' ? ['credit', 'card'] : [account.type]
  return [...type, account.status, ...wordsForCurrency(account.currency)]
}

function closest<T>(phrase: string, things: T[], namesOf: (thing: T) => Names): Matches<T> {
  const scored = things.map((thing) => ({ thing, closeness: closenessOf(phrase, namesOf(thing)) }))
  const best = Math.max(0, ...scored.map((one) => one.closeness)) as Closeness
  return {
    closeness: best,
    found: best === 0 ? [] : scored.filter((one) => one.closeness === best).map((one) => one.thing),
  }
}

function closenessOf(phrase: string, { names, kinds, mask }: Names): Closeness {
  const words = significantWords(phrase)
  const digits = words.filter((word) => /^\d{4,}$/.test(word))
  const rest = words.filter((word) => !digits.includes(word))
  const namesMask = digits.length > 0 && digits.every((word) => word === mask.replace(/\D/g, ''))
  if (namesMask && rest.length === 0) return 4
  const spoken = namesMask ? rest : words
  const byName = Math.max(
    0,
    ...names.map((name) => closenessToName(spoken, significantWords(name), kinds)),
  ) as Closeness
  return namesMask && byName > 0 ? 4 : byName
}

function closenessToName(words: string[], nameWords: string[], kinds: string[]): Closeness {
  if (words.length === 0 || (nameWords.length === 0 && kinds.length === 0)) return 0
  if (words.join(' ') === nameWords.join(' ')) return 4
  if (words.every((word) => nameWords.includes(word))) return 3
  const known = [...nameWords, ...kinds]
  if (words.every((word) => known.includes(word))) return 2
  return words.every((word) => known.some((meant) => isTypoOf(word, meant))) ? 1 : 0
}

/** The words of a phrase or name that tell it from others, synonyms made one. */
function significantWords(text: string): string[] {
  const words = fold(text).match(/[\p{L}\p{N}]+|€/gu) ?? []
  const spoken = words.map((word) => word.replace(/^x+(?=\d{4}$)/, '')).filter((word) => !isEmptyWord(word))
  return spoken.map((word) => (Object.hasOwn(SYNONYMS, word) ? (SYNONYMS[word] as string) : word))
}
