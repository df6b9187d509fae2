import { plain } from './markdown'
import { fold } from './spelling'
import type { Account, Payee } from './tool-results'

/** One that gives or receives: one of the customer's own accounts, or a payee. */
export interface Party {
  accountId: string
  /** "Checking ••4321", or a payee by nickname where there is one. */
  label: string
  mask: string
  /** What the party can be called, whole names first. */
  names: string[]
  /** Words that may stand beside its name, or mean the party where no name fits. */
  kinds: string[]
  /** Undefined where the bank has not told it. */
  currency: string | undefined
  own: Account | undefined
}

/** What else people call an account of this type, or in this currency. */
const KINDS: Record<string, string> = {
  checking: 'checking chequing current cheque',
  savings: 'savings saving',
  credit: 'credit card visa mastercard',
  EUR: 'eur euro euros €',
  USD: 'usd dollar dollars',
  GBP: 'gbp pound pounds',
}
/** A card, as people pay it. Bill alone may be a person. */
const BILL = /\b(?:my|the|card) bill\b/
/** Words that tell no account from another. */
const EMPTY = new Set('my the our a account accounts acct number ending in with friend'.split(' '))

export function ownParty(own: Account): Party & { own: Account } {
  const { id, name, mask, currency, status } = own
  const words = [own.type, currency].flatMap((kind) => (KINDS[kind] ?? kind.toLowerCase()).split(' '))
  const kinds = [...words, status, 'one']
  return { accountId: id, label: labelOf(name, mask), mask, names: [name], kinds, currency, own }
}

export function payeeParty({ accountId, name, nickname, mask, currency }: Payee): Party {
  const called = nickname || name
  return { accountId, label: labelOf(called, mask), mask, names: [called, name], kinds: [], currency, own: undefined }
}

/** Whether a party can give and receive; of a payee's account only the bank knows that. */
export const isInUse = ({ own }: Party) => !own || own.status === 'active'
export const labelOf = (name: string, mask: string) => `${plain(name)} ${plain(mask)}`

/**
 * All that a phrase may mean: a whole label, the last digits of its number (`••4321`, `ending in 4321`), the name, part
 * of its name, or its kind; only the closest. Between accounts of one name, people mean the one in use.
 */
export function partiesNamed<One extends Party>(phrase: string, parties: One[]): One[] {
  const scored = parties.map((party) => ({ party, closeness: closenessOf(phrase, party) }))
  const best = Math.max(1, closestOf(phrase, parties))
  const found = scored.filter(({ closeness }) => closeness === best).map(({ party }) => party)
  return found.some(isInUse) ? found.filter(isInUse) : found
}

const closestOf = (phrase: string, parties: Party[]) =>
  Math.max(0, ...parties.map((party) => closenessOf(phrase, party)))

/** Whether a phrase names one of the parties whole: all of a name, or the end of its number. */
export const isNamedWhole = (phrase: string, parties: Party[]) => closestOf(phrase, parties) >= 4

function closenessOf(phrase: string, { mask, names, kinds }: Party): number {
  if (names.some((name) => fold(phrase) === fold(`${name} ${mask}`))) return 6
  const words = wordsOf(phrase)
  const digits = mask.replace(/\D/g, '')
  const rest = words.filter((word) => word.replace(/^x+(?=\d)/, '') !== digits)
  if (rest.length === 0) return words.length > 0 ? 5 : 0
  if (rest.some((word) => /^x*\d{4,}$/.test(word))) return 0
  const spelt = names.map(wordsOf)
  if (spelt.some((name) => name.join(' ') === rest.join(' '))) return 4
  if (spelt.some((name) => rest.every((word) => name.includes(word)))) return 3
  return rest.every((word) => kinds.includes(word) || spelt.some((name) => name.includes(word))) ? 2 : 0
}

/** A name as it was said, without the words that tell no party from another: `friend Bob` is `Bob`. */
export const tellingWords = (text: string) => text.split(' ').filter(isTelling).join(' ')
const isTelling = (word: string) => !EMPTY.has(word)
const wordsOf = (text: string) =>
  (
    fold(text)
      .replace(BILL, 'card')
      .match(/[\p{L}\p{N}']+|€/gu) ?? []
  ).filter(isTelling)
