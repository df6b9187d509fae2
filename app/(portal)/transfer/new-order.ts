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
    key: randomKey(),
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

/** A UUIDv4. `crypto.randomUUID` is missing where a page is served over plain http from another host. */
function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const hex = Array.from(bytes, (byte, index) => {
    const marked = index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte
    return marked.toString(16).padStart(2, '0')
  }).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
