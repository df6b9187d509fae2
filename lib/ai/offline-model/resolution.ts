import { accountName, payeeName } from './markdown'
import type { Account, Payee } from './tool-results'

/** Whoever receives: one of the customer's own accounts or a payee. */
export interface Party {
  accountId: string
  label: string
  /** Undefined when the bank did not tell. */
  currency: string | undefined
  own: Account | undefined
}

export interface ReadyTransfer {
  from: Account
  to: Party
  minor: bigint
  memo: string | undefined
}

/** `restate`: nothing of the request can be kept, so the next message stands for itself. */
export type Slot = 'restate' | 'amount' | 'amount-or-from' | 'from' | 'to' | 'memo'

export interface Question {
  kind: 'ask'
  /** What a bare "savings" or "30" in the next message would answer. */
  slot: Slot
  text: string
  /** What a bare "yes" would mean. */
  suggestion?: string
}

export type Resolution = { kind: 'ready'; transfer: ReadyTransfer } | { kind: 'need-payees' } | Question

export function ask(slot: Slot, text: string, suggestion?: string): Question {
  return { kind: 'ask', slot, text, ...(suggestion === undefined ? {} : { suggestion }) }
}

export function ownParty(account: Account): Party {
  return { accountId: account.id, label: accountName(account), currency: account.currency, own: account }
}

export function payeeParty(payee: Payee): Party {
  return { accountId: payee.accountId, label: payeeName(payee), currency: payee.currency, own: undefined }
}
