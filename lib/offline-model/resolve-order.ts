import { formatMoney, parseAmount, toDecimal } from '@/lib/ledger/amounts/money'
import { readAmount } from '@/lib/ledger/amounts/read-amount'
import { MEMO_CHARACTERS_MAX } from '@/lib/platform/text/limits'
import { ask, type Conversation } from './conversation'
import { either, money, plain } from './markdown'
import type { Draft } from './message'
import { isInUse, isNamedWhole, type Party, partiesNamed, payeeParty, tellingWords } from './names'

export interface ReadyOrder {
  /** For transferFunds. */
  input: { fromAccountId: string; toAccountId: string; amount: string; currency: string; memo?: string }
  minor: bigint
  /** The same as Aiya says it. */
  words: Draft
  /** Whether the customer said the amount for certain, and not only "everything". */
  isExact: boolean
}

export interface Bank {
  own: Party[]
  /** Undefined until listPayees has been asked. */
  payees?: Party[]
  /** Account id → minor units; runs down as a message's orders are lined up. */
  available: Map<string, bigint>
}

/**
 * What stands in the way of an order, as Aiya says it. `known` holds the parts that stay open, parties by their labels. It
 * is undefined where a name is nobody's, because such a name may be an unread rest of the sentence.
 */
export class Obstacle extends Error {
  constructor(
    message: string,
    readonly known?: Draft,
  ) {
    super(message)
  }
}

const NAMES_LISTED_MAX = 8

const labels = (parties: Party[]) => parties.map(({ label }) => label)
/** The parties that fit; all of them where none does, so that a later check says what is wrong. */
const fitting = (parties: Party[], fits: (party: Party) => boolean) =>
  parties.some(fits) ? parties.filter(fits) : parties

/** Makes an Obstacle about one part of an order: the parts that are certain by then stay open. */
type Stop = (part: keyof Draft, text: string) => Obstacle

/**
 * Turns words into the one order that they mean at this bank.
 * @throws Obstacle where something stands in its way.
 */
export function* resolveOrder(said: Draft, bank: Bank): Conversation<ReadyOrder> {
  const draft = yield* withAmount(said, bank)
  const { amount, memo } = draft
  const sources = draft.from === undefined ? [] : partiesNamed(draft.from, bank.own)
  const known: Draft = { amount: amount === 'all' ? undefined : amount || undefined, memo }
  if (sources.length === 1) known.from = sources[0]?.label
  const stop: Stop = (part, text) => new Obstacle(text, { ...known, [part]: undefined })
  const to = yield* receiverOf(draft, bank, stop)
  known.to = to.label
  const from = sourceOf(draft, to, bank, stop)
  known.from = draft.from && from.label
  checkPair(from, to, stop)
  const { currency = '' } = from
  const there = bank.available.get(from.accountId) ?? 0n
  const minor = amountOf(draft, from, to, there)
  if (typeof minor === 'string') {
    const how = to.own ? `should I move from ${from.label} to ${to.label}` : `should I pay ${to.label}`
    throw stop('amount', `${minor} How much ${how}?`.trim())
  }
  if (minor > there) {
    const text = `**${money(minor, currency)}** is more than the ${money(there, currency)} available in ${from.label}.`
    // An account that the customer named stays the one that pays, also for another amount: nothing is open.
    throw new Obstacle(`${text} How much should it be, or from which other account?`, known)
  }
  if ([...(memo ?? '')].length > MEMO_CHARACTERS_MAX) {
    const text = `A memo can have at most ${MEMO_CHARACTERS_MAX} characters. Which shorter one shall it be? Say "memo …".`
    throw stop('memo', text)
  }
  const ids = { fromAccountId: from.accountId, toAccountId: to.accountId }
  const input = { ...ids, amount: toDecimal(minor, currency), currency, ...(memo && { memo }) }
  const words = { amount: money(minor, currency), from: from.label, to: to.label, memo }
  return { input, minor, words, isExact: amount !== 'all' && draft === said }
}

/** "Pay Bob 1500" has its amount behind the name: four digits that are the end of no account. */
function* withAmount(draft: Draft, bank: Bank): Conversation<Draft> {
  const [, name = '', digits = ''] = /^(.+) (\d{4})$/.exec(draft.to ?? '') ?? []
  if (draft.amount !== undefined || digits === '' || !tellingWords(name).endsWith(name.split(' ').at(-1) ?? ''))
    return draft
  const parties = [...bank.own, ...(yield* payeesOf(bank))]
  const isNumber = parties.some(({ mask }) => mask.endsWith(digits))
  return isNumber || partiesNamed(name, parties).length === 0 ? draft : { ...draft, to: name, amount: digits }
}

function* payeesOf(bank: Bank): Conversation<Party[]> {
  bank.payees ??= (yield* ask('listPayees')).payees.map(payeeParty)
  return bank.payees
}

function* receiverOf(draft: Draft, bank: Bank, stop: Stop): Conversation<Party> {
  const { own } = bank
  const choices = () => {
    const all = labels([...own.filter(isInUse), ...(bank.payees ?? [])]).slice(0, NAMES_LISTED_MAX)
    return either(bank.payees ? all : [...all, 'one of your payees'])
  }
  if (draft.to === undefined) throw stop('to', `Where should ${draft.amount ? 'it' : 'the money'} go: ${choices()}?`)
  let named = partiesNamed(draft.to, own)
  // "Visa" may be the own card, or the payee Visa Services: only a whole name of an own account is certain.
  if (!isNamedWhole(draft.to, own)) {
    named = [...named, ...partiesNamed(draft.to, yield* payeesOf(bank))]
  }
  const found = fitting(named, ({ currency }) => readsIn(draft, currency))
  if (found.length > 1) throw stop('to', `Which one do you mean: ${either(labels(found))}?`)
  if (found[0]) return found[0]
  const text = `I can't find "${plain(draft.to)}" among your accounts and payees, so I have asked for nothing.`
  throw new Obstacle(`${text} New payees are added on the [Transfer page](/transfer). You have ${choices()}.`)
}

/**
 * The own account that pays: the one that is named. Where none is, money comes from checking, and into checking from
 * savings, in the receiver's currency. Anything less clear is asked.
 */
function sourceOf(draft: Draft, to: Party, { own }: Bank, stop: Stop): Party {
  const possible = own
    .filter((party) => isInUse(party) && party.accountId !== to.accountId)
    .filter(({ currency }) => (to.currency === undefined ? readsIn(draft, currency) : currency === to.currency))
  const usual = to.own?.type === 'checking' ? 'savings' : 'checking'
  const named =
    draft.from === undefined ? possible.filter((party) => party.own?.type === usual) : partiesNamed(draft.from, own)
  const found = fitting(named, (party) => possible.includes(party))
  if (found.length === 1 && found[0]) return found[0]
  if (possible.length === 0) {
    const text = `You have no other account${to.currency ? ` in ${plain(to.currency)}` : ''} that it could come from.`
    throw stop('to', `${text} Where should it go instead?`)
  }
  if (draft.from === undefined || found.length > 1) {
    const choices = either(labels(found.length > 1 ? found : possible))
    throw stop('from', `Which account should it come from: ${choices}?`)
  }
  const text = `I can only move money out of your own accounts, and I can't find "${plain(draft.from)}" among them.`
  throw new Obstacle(`${text} I have asked for nothing.`)
}

/** Whether an amount that was said can be one of this currency. */
function readsIn({ amount }: Draft, currency: string | undefined): boolean {
  if (!amount || amount === 'all' || currency === undefined) return true
  const reading = readAmount(amount, currency)
  return reading.kind !== 'problem' || reading.problem !== 'other_currency'
}

function checkPair(from: Party, to: Party, stop: Stop): void {
  const elsewhere = (text: string) => stop('to', `${text} Where should it go instead?`)
  if (from.accountId === to.accountId)
    throw elsewhere(`${to.label} is both the source and the destination, so there is nothing to move.`)
  if (from.own && !isInUse(from)) {
    const text = `${from.label} is ${plain(from.own.status)}, so nothing can be moved from it.`
    throw stop('from', `${text} Which account should it come from instead?`)
  }
  if (to.own && !isInUse(to)) throw elsewhere(`${to.label} is ${plain(to.own.status)}, so it can't receive money.`)
  if (to.currency === undefined || from.currency === to.currency) return
  const both = `${from.label} is in ${plain(from.currency ?? '')} and ${to.label} in ${plain(to.currency)}.`
  throw elsewhere(`${both} I can't exchange currencies, so both must be in the same one.`)
}

/** Minor units of the source's currency, or why there are none so far. */
function amountOf({ amount }: Draft, from: Party, to: Party, there: bigint): bigint | string {
  const { currency = '' } = from
  const owed = to.own?.type === 'credit' ? /^-(.+)/.exec(to.own.balance)?.[1] : undefined
  // "Everything" to a card is what is owed on it.
  if (amount === 'all')
    return (owed && parseAmount(owed, currency)) || there || `There is nothing available in ${from.label}.`
  if (amount !== undefined) return minorOf(amount, currency)
  return owed ? `You owe ${formatMoney(owed, currency)} on ${to.label}.` : ''
}

/** Reads an amount as the grammar gives it: minor units, or why there are none. */
export function minorOf(amount: string, currency: string): bigint | string {
  if (!amount) return "I can't read that amount for certain."
  const reading = readAmount(amount, currency)
  return reading.kind === 'exact' ? reading.amountMinor : `${plain(reading.message)}.`
}
