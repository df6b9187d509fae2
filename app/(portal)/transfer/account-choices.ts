import type { ComboboxItem, ComboboxItemGroup } from '@mantine/core'
import { markWords } from '@/app/_ui/approval-marks'
import type { MarkedPayee } from '@/app/_ui/use-bank'
import type { Account } from '@/lib/accounts/account'
import type { Payee } from '@/lib/payees/list-payees'
import { formatMoney } from '@/lib/transfers/money'

/** A choice of the From or To list. `aside` is what stands at its right: the balance, or why it cannot be chosen. */
export interface AccountChoice extends ComboboxItem {
  aside: string
}

/** How an account is called wherever a person reads it. */
export function nameOf({ name, mask }: Pick<Account | Payee, 'name' | 'mask'>): string {
  return `${name} ${mask}`
}

/** Own accounts to pay from. What cannot be used is shown with the reason, and cannot be chosen. */
export function fromChoices(accounts: Account[]): AccountChoice[] {
  return accounts.map((account) => ({
    value: account.id,
    label: nameOf(account),
    aside: account.status === 'active' ? formatMoney(account.available, account.currency) : account.status,
    disabled: account.status !== 'active',
  }))
}

/** Where money may go: the other own accounts, and the payees. */
export function toChoices(
  accounts: Account[],
  payees: MarkedPayee[],
  from: Account | undefined,
): ComboboxItemGroup<AccountChoice>[] {
  const own = accounts
    .filter((account) => account.id !== from?.id)
    .map((account) => {
      const obstacle = obstacleFor(account, from)
      return {
        value: account.id,
        label: nameOf(account),
        aside: obstacle ?? formatMoney(account.balance, account.currency),
        disabled: obstacle !== null,
      }
    })
  const others = payees.map((payee) => ({
    value: payee.accountId,
    label: nameOf(payee),
    aside: currencyObstacle(payee.currency, from) ?? asideOf(payee),
    disabled: currencyObstacle(payee.currency, from) !== null,
  }))
  const groups = [
    { group: 'Your own', items: own },
    { group: 'Payees', items: others },
  ]
  return groups.filter(({ items }) => items.length > 0)
}

/** What to look at twice comes before what the customer calls them. */
function asideOf({ marks = [], nickname }: MarkedPayee): string {
  const mark = marks.find(({ kind }) => kind === 'resembles') ?? marks[0]
  return mark ? markWords(mark) : (nickname ?? '')
}

function obstacleFor(account: Account, from: Account | undefined): string | null {
  if (account.status !== 'active') return account.status
  return currencyObstacle(account.currency, from)
}

/** The bank changes no money: both sides must hold the same currency. */
function currencyObstacle(currency: string, from: Account | undefined): string | null {
  return from && currency !== from.currency ? `holds ${currency}` : null
}
