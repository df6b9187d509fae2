import type { ComboboxItem } from '@mantine/core'
import { markWords } from '@/app/_ui/approval-marks'
import { isolated } from '@/app/_ui/foreign-text'
import type { Speech } from '@/app/_words/speech'
import type { MarkedPayee } from '@/lib/approvals/marked-payees'
import type { Account } from '@/lib/ledger/accounts/account'
import type { Payee } from '@/lib/ledger/payees/list-payees'

/** A choice of the From or To list. At its right stands `money`, or `aside`: why it cannot be chosen, or a nickname. */
export interface AccountChoice extends ComboboxItem {
  money?: { amount: string; currency: string }
  aside?: string
}

/** Choices under one heading, or under none where it is empty. */
export interface AccountGroup {
  group: string
  items: AccountChoice[]
}

/** How an account is called wherever a person reads it, in fields and sentences too, where a name could turn its digits. */
export function nameOf({ name, mask }: Pick<Account | Payee, 'name' | 'mask'>): string {
  return `${isolated(name)} ${mask}`
}

/** Own accounts to pay from. What cannot be used is shown with the reason, and cannot be chosen. */
export function fromChoices(accounts: Account[], { words }: Speech): AccountGroup[] {
  const items = accounts.map((account) => ({
    value: account.id,
    label: nameOf(account),
    ...(account.status === 'active'
      ? { money: { amount: account.available, currency: account.currency } }
      : { aside: words.choices[account.status] }),
    disabled: account.status !== 'active',
  }))
  return [{ group: '', items }]
}

/** Where money may go: the other own accounts, and the payees. */
export function toChoices(
  accounts: Account[],
  payees: MarkedPayee[],
  from: Account | undefined,
  speech: Speech,
): AccountGroup[] {
  const own = accounts
    .filter((account) => account.id !== from?.id)
    .map((account) => {
      const obstacle = obstacleFor(account, from, speech)
      return {
        value: account.id,
        label: nameOf(account),
        ...(obstacle === null
          ? { money: { amount: account.balance, currency: account.currency } }
          : { aside: obstacle }),
        disabled: obstacle !== null,
      }
    })
  // An account in both groups would be two choices of one value, which the list cannot show.
  const others = payees.filter(isNoneOf(accounts)).map((payee) => ({
    value: payee.accountId,
    label: nameOf(payee),
    aside: currencyObstacle(payee.currency, from, speech) ?? asideOf(payee, speech),
    disabled: currencyObstacle(payee.currency, from, speech) !== null,
  }))
  const groups = [
    { group: speech.words.choices.own, items: own },
    { group: speech.words.choices.payees, items: others },
  ]
  return groups.filter(({ items }) => items.length > 0)
}

function isNoneOf(accounts: Account[]) {
  const own = new Set(accounts.map(({ id }) => id))
  return ({ accountId }: Payee, place: number, payees: Payee[]) =>
    !own.has(accountId) && payees.findIndex((payee) => payee.accountId === accountId) === place
}

/** What to look at twice comes before what the customer calls them. */
function asideOf({ marks = [], nickname }: MarkedPayee, speech: Speech): string {
  const mark = marks.find(({ kind }) => kind === 'resembles') ?? marks[0]
  return mark ? markWords(mark, speech) : (nickname ?? '')
}

function obstacleFor(account: Account, from: Account | undefined, speech: Speech): string | null {
  if (account.status !== 'active') return speech.words.choices[account.status]
  return currencyObstacle(account.currency, from, speech)
}

/** The bank changes no money: both sides must hold the same currency. */
function currencyObstacle(currency: string, from: Account | undefined, { words, say }: Speech): string | null {
  return from && currency !== from.currency ? say(words.choices.holds, { currency }) : null
}
