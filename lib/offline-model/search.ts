import { formatMoney, toDecimal } from '@/lib/ledger/amounts/money'
import { readAmount } from '@/lib/ledger/amounts/read-amount'
import { attempt, type Conversation } from './conversation'
import { day, plain } from './markdown'
import type { Filter, Search } from './message'
import { type Party, partiesNamed, payeeParty, tellingWords } from './names'

/** Words that say how or when, and are no text to look for where nothing stands beside them. */
const SAY_HOW = new Set(
  `first again late early twice once thrice enough extra too so much little online automatically manually correctly wrongly
  abroad home upfront together separately directly regularly still always often sometimes usually properly really actually
  back soon then there here only full half double paid payment money`.split(/\s+/),
)

/** Prepositions that only an own account stands behind. */
const ACCOUNTS_ONLY = ['in', 'of']

/** The one search that a question means; null where a word of it has no place in a search. */
export function* searchFor(filters: Filter[], own: Party[]): Conversation<Search | null> {
  const direction = filters.find((filter) => filter.direction)?.direction
  const search: Search = {}
  for (const { prep, phrase, min, max, isUnclear, ...members } of filters) {
    const named = prep && phrase !== undefined ? yield* membersNamed(prep, phrase, own, direction) : {}
    for (const found of [isUnclear ? null : members, named, boundOf('min', min, own), boundOf('max', max, own)]) {
      if (!found || contradicts(found, search)) return null
      Object.assign(search, found)
    }
  }
  return search
}

const contradicts = (one: Search, other: Search) =>
  Object.keys(one).some((key) => key in other && one[key as keyof Search] !== other[key as keyof Search])

/** A bound in the currency that it names, which one of the accounts must have. Without a name it counts in any. */
function boundOf(key: 'min' | 'max', text: string | undefined, own: Party[]): Search | null {
  if (text === undefined) return {}
  const isNamed = /^[^\d.]/.test(text)
  for (const currency of isNamed ? own.flatMap((party) => party.currency ?? []) : ['USD']) {
    const reading = readAmount(text, currency)
    if (reading.kind !== 'exact') continue
    return { [key]: toDecimal(reading.amountMinor, currency), ...(isNamed && { currency }) }
  }
  return null
}

/** Searches by what a phrase names: an own account, a payee, or else a text. The preposition tells which side it is. */
function* membersNamed(prep: string, phrase: string, own: Party[], direction?: string): Conversation<Search | null> {
  const [account, ...others] = partiesNamed(phrase, own)
  if (others.length > 0) return null
  const isOtherSide = prep === 'to' || prep === 'object' || (prep === 'from' && direction === 'in')
  if (account) return isOtherSide ? { counterparty: account.names[0] } : { accountId: account.accountId }
  if (ACCOUNTS_ONLY.includes(prep)) return null
  const read = yield* attempt('listPayees')
  const payees = read.ok ? read.value.payees.map(payeeParty) : []
  const text = phrase.replace(/^(?:the|my|a|an) /, '')
  const [payee] = partiesNamed(text, payees)
  if (payee) return payeeMember(text, payee, payees)
  // Four digits that are the end of no account are an amount.
  const [, name, digits] = /^(.+) (\d{4})$/.exec(text) ?? []
  const rest = name && (yield* membersNamed(prep, name, own, direction))
  if (rest) return { ...rest, ...boundOf('min', digits, own), ...boundOf('max', digits, own) }
  return textMember(prep, text, [...own, ...payees])
}

/** Searches by a payee's name, as the book does; null where only digits tell two payees of that name apart. */
function payeeMember(text: string, payee: Party, payees: Party[]): Search | null {
  const name = /\d{4}$/.test(text) ? (payee.names[0] ?? '') : tellingWords(text)
  return name === text || partiesNamed(name, payees).length === 1 ? { counterparty: name } : null
}

/** Searches for a text; null where a name stands among its words, because the name may be what was meant. */
function textMember(prep: string, text: string, parties: Party[]): Search | null {
  const words = text.split(' ')
  if (words.every((word) => SAY_HOW.has(word))) return null
  const isMixed = words.length > 1 && words.some((word) => partiesNamed(word, parties).length > 0)
  return isMixed && prep !== 'about' ? null : { q: text }
}

/** A search in words: `of at least $20.00 with "bob" from 1 Oct 2026`. */
export function inWords(search: Search, own: Party[], isOne = false): string {
  const { accountId, counterparty, q, min, max, from, to, currency } = search
  const sum = (decimal: string) => (currency ? formatMoney(decimal, currency) : decimal)
  const account = own.find((party) => party.accountId === accountId)
  const isExact = min !== undefined && min === max
  const words = [
    isExact && `of exactly ${sum(min)}`,
    !isExact && min && `of at least ${sum(min)}`,
    !isExact && max && `of at most ${sum(max)}`,
    account && `in ${account.label}`,
    counterparty && `with "${plain(counterparty)}"`,
    q && `that mention${isOne ? 's' : ''} "${plain(q)}"`,
    from && `from ${day(from)}`,
    to && `to ${day(to)}`,
  ]
  return words.filter(Boolean).join(' ')
}
