import type { Account } from '@/lib/ledger/accounts/account'
import { listAccounts } from '@/lib/ledger/accounts/list-accounts'
import { formatMoney } from '@/lib/ledger/amounts/money'
import { listPayees, type Payee } from '@/lib/ledger/payees/list-payees'
import { Problem } from '@/lib/platform/http/problem'
import { type Approval, getApproval } from './approval'
import { paymentOf } from './approved'
import { askedAgainIn } from './asked-again-in'

/** The order of an ended approval, for the portal's form. `amount` is a decimal string in the currency. */
export interface OrderAgain {
  fromAccountId: string
  toAccountId: string
  amount: string
  currency: string
  memo: string
}

/**
 * The order of the customer's approval with this id, to be made once more in the portal; null where there is none, or it
 * may not be asked again (asked-again-in.ts). Of what the approval names, only ids, amount and memo are handed on.
 */
export async function orderAgain(customerId: string, approvalId: string): Promise<OrderAgain | null> {
  const approval = await ownApproval(customerId, approvalId)
  const payment = approval && paymentOf(approval)
  if (!payment || askedAgainIn(approval) !== 'portal') return null
  const { debtorAccount, creditorAccount, instructedAmount, remittanceInformationUnstructured: memo = '' } = payment
  return { fromAccountId: debtorAccount.id, toAccountId: creditorAccount.id, ...instructedAmount, memo }
}

/**
 * The words by which the customer asks Aiya for the same once more; null where there is no such approval, or it may not be
 * asked again, or an account is not the customer's or a payee's any more. Accounts and payees are called as the ledger calls
 * them now.
 */
export async function wordsAgain(customerId: string, approvalId: string): Promise<string | null> {
  const approval = await ownApproval(customerId, approvalId)
  if (!approval || askedAgainIn(approval) !== 'aiya') return null
  const { details } = approval
  if (details.type === 'product_order') return `Buy ${details.qty} ${details.product.name}`
  if (details.type === 'stock_order') {
    const { qty, ticker, limitPrice, currency } = details
    return `Buy ${qty} ${ticker} for at most ${formatMoney(limitPrice, currency)} each`
  }
  const [accounts, payees] = await Promise.all([listAccounts(customerId), listPayees(customerId)])
  const from = accounts.find(({ id }) => id === details.debtorAccount.id)
  const to =
    accounts.find(({ id }) => id === details.creditorAccount.id) ??
    payees.find(({ accountId }) => accountId === details.creditorAccount.id)
  if (!from || !to) return null
  const { amount, currency } = details.instructedAmount
  const verb = 'accountId' in to ? 'Pay' : 'Move'
  const order = `${verb} ${formatMoney(amount, currency)} from ${called(from)} to ${called(to)}`
  const memo = details.remittanceInformationUnstructured?.replace(/["“”„«»]/g, '’')
  return memo ? `${order}, memo “${memo}”` : order
}

const called = ({ name, mask }: Account | Payee) => `${name} ${mask}`

async function ownApproval(customerId: string, approvalId: string): Promise<Approval | null> {
  return await getApproval(customerId, approvalId).catch((error: unknown) => {
    if (error instanceof Problem && error.code === 'not_found') return null
    throw error
  })
}
