import { v4 as uuidv4 } from 'uuid'
import type { Account } from '@/lib/accounts/account'
import type { Payee } from '@/lib/payees/list-payees'
import { formatMoney } from '@/lib/transfers/money'
import { nameOf } from './account-choices'
import type { PendingOrder } from './pending-order'
import type { TransferValues } from './transfer-values'
import { readTypedAmount } from './typed-amount'

interface Parties {
  customerId: string
  accounts: Account[]
  payees: Payee[]
}

/** Makes an order of valid values, under a key of its own; null where an account has meanwhile gone from the lists. */
export function newOrder(values: TransferValues, { customerId, accounts, payees }: Parties): PendingOrder | null {
  const from = accounts.find(({ id }) => id === values.from)
  const to = accounts.find(({ id }) => id === values.to) ?? payees.find(({ accountId }) => accountId === values.to)
  const amount = from ? readTypedAmount(values.amount, from.currency) : null
  if (!from || !to || !amount) return null
  const memo = values.memo.trim()
  return {
    key: uuidv4(),
    customerId,
    body: JSON.stringify({
      fromAccountId: values.from,
      toAccountId: values.to,
      amount,
      currency: from.currency,
      ...(memo !== '' && { memo }),
    }),
    doubtful: false,
    values,
    shown: { amount: formatMoney(amount, from.currency), from: nameOf(from), to: nameOf(to) },
  }
}
