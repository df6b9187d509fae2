import { matchAccounts } from './account-matching'
import { accountName, plain, table } from './markdown'
import { formatMinor, toMinor } from './money'
import type { BalanceRequest } from './requests'
import type { Account } from './tool-results'

/** The balance of the account that was named, or of all. */
export function balancesReply(request: BalanceRequest, accounts: Account[]): string {
  if (accounts.length === 0) return 'You have no accounts here yet.'
  if (request.account === undefined && request.asksOwed) return owedReply(accounts)
  const found = request.account === undefined ? accounts : named(request.account, accounts)
  const [first, ...others] = found
  if (first && others.length === 0) return oneBalance(first)
  if (first) return balanceTable('Here is what you have:', found)
  return balanceTable(
    `I can't find "${plain(request.account ?? '')}" among your own accounts, which are these:`,
    accounts,
  )
}

/** What the whole phrase names, or else what each of its words does: "checking savings". */
function named(phrase: string, accounts: Account[]): Account[] {
  const whole = matchAccounts(phrase, accounts).found
  const byWord = phrase.split(' ').map((word) => matchAccounts(word, accounts).found)
  const isList = whole.length === 0 && byWord.every((found) => found.length > 0)
  return isList ? [...new Set(byWord.flat())] : whole
}

function oneBalance(account: Account): string {
  const closing = account.status === 'active' ? '' : ` This account is ${plain(account.status)}.`
  const [balance, available] = [plain(account.balanceFormatted), plain(account.availableFormatted)]
  return `${accountName(account)}: balance **${balance}**, available **${available}**.${closing}`
}

function balanceTable(opening: string, accounts: Account[]): string {
  const rows = accounts.map((account) => {
    const status = account.status === 'active' ? '' : ` (${plain(account.status)})`
    return [`${accountName(account)}${status}`, plain(account.balanceFormatted), plain(account.availableFormatted)]
  })
  return `${opening}\n\n${table(['Account', 'Balance', 'Available'], rows)}`
}

function owedReply(accounts: Account[]): string {
  const lines = accounts.flatMap((account) => {
    const balance = toMinor(account.balance, account.currency) ?? 0n
    return balance < 0n ? [`You owe **${formatMinor(-balance, account.currency)}** on ${accountName(account)}.`] : []
  })
  return lines.length > 0 ? lines.join('\n\n') : 'You owe nothing: none of your accounts is below zero.'
}
