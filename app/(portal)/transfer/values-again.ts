import type { Speech } from '@/app/_words/speech'
import type { OrderAgain } from '@/lib/approvals/ask-again'
import type { Account } from '@/lib/ledger/accounts/account'
import { parseAmount } from '@/lib/ledger/amounts/money'
import type { Payee } from '@/lib/ledger/payees/list-payees'
import { toChoices } from './account-choices'
import { amountOf, type TransferValues } from './transfer-values'

/**
 * The form's values for an order to be made once more; null where the account that paid is not in use any more. The receiver
 * is left open where it can be paid no more.
 */
export function valuesAgain(
  order: OrderAgain,
  accounts: Account[],
  payees: Payee[],
  speech: Speech,
): TransferValues | null {
  const { fromAccountId, toAccountId, amount, currency, memo } = order
  const from = accounts.find(({ id, status }) => id === fromAccountId && status === 'active')
  const amountMinor = from?.currency === currency ? parseAmount(amount, currency) : null
  if (!from || amountMinor === null) return null
  const open = toChoices(accounts, payees, from, speech).flatMap(({ items }) => items)
  const to = open.find(({ value, disabled }) => value === toAccountId && !disabled)
  return { from: from.id, to: to?.value ?? null, ...amountOf(amountMinor, currency, speech), memo }
}
