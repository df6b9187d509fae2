import type { Words } from '@/app/_words/dictionary'
import type { Account } from '@/lib/ledger/accounts/account'
import type { Payee } from '@/lib/ledger/payees/list-payees'
import { nameOf } from './account-choices'

/** How an account of either list is called; one that is in neither is a payee's who was deleted. */
export function calledIn(id: string, accounts: Account[], payees: Payee[], words: Words): string {
  const found = accounts.find((account) => account.id === id) ?? payees.find(({ accountId }) => accountId === id)
  return found ? nameOf(found) : words.frame.deletedPayee
}
