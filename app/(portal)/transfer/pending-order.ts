import { v4 as uuidv4 } from 'uuid'
import type { Speech } from '@/app/_words/speech'
import type { Account } from '@/lib/ledger/accounts/account'
import { toDecimal } from '@/lib/ledger/amounts/money'
import type { Payee } from '@/lib/ledger/payees/list-payees'
import { nameOf } from './account-choices'
import { amountIn, type TransferValues } from './transfer-values'

/** An order that has been sent, or is about to be, and has no answer yet. */
export interface PendingOrder {
  /** The idempotency key: whatever happens, this order is sent under this key only. */
  key: string
  customerId: string
  /** The request's body, letter by letter: the same key with another body would be refused. */
  body: string
  /** When it was sent last without an answer, by the browser's clock (Date.now()); null before that. */
  unansweredAt: number | null
  /** Whether the bank has asked the phone, and the order waits for that answer; it is sent no more. */
  asked?: boolean
  /** What the form held, to show it again. */
  values: TransferValues
  /** For people: `$25.00`, `Checking ••4321`, `Savings ••8765`. */
  shown: { amount: string; from: string; to: string }
}

interface Parties {
  customerId: string
  accounts: Account[]
  payees: Payee[]
  /** The language that the order is shown in. */
  speech: Speech
}

/** Makes an order of valid values, under a key of its own; null where an account has meanwhile gone from the lists. */
export function newOrder(
  values: TransferValues,
  { customerId, accounts, payees, speech }: Parties,
): PendingOrder | null {
  const from = accounts.find(({ id }) => id === values.from)
  const to = accounts.find(({ id }) => id === values.to) ?? payees.find(({ accountId }) => accountId === values.to)
  const reading = from && amountIn(values, from.currency, speech)
  if (!from || !to || reading?.kind !== 'exact') return null
  const amount = toDecimal(reading.amountMinor, from.currency)
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
    unansweredAt: null,
    values,
    shown: { amount: speech.money(amount, from.currency), from: nameOf(from), to: nameOf(to) },
  }
}

/**
 * Each customer has a place of their own. Somebody who signs in after another customer does not overwrite the key of that
 * customer's unanswered order.
 */
const nameFor = (customerId: string) => `baink.pending-transfer.${customerId}`

/** Keeps the order for this tab, so that a reload or a crash of the page cannot make it be paid twice. */
export function keepPending(order: PendingOrder): void {
  try {
    sessionStorage.setItem(nameFor(order.customerId), JSON.stringify(order))
  } catch {
    // Storage may be switched off. The order then lives as long as the page does.
  }
}

export function forgetPending(customerId: string): void {
  try {
    sessionStorage.removeItem(nameFor(customerId))
  } catch {
    // Nothing was kept either.
  }
}

/** The order of this customer that still waits for its answer, of the bank or of the phone, or null. */
export function recallPending(customerId: string): PendingOrder | null {
  try {
    return JSON.parse(sessionStorage.getItem(nameFor(customerId)) ?? 'null') as PendingOrder | null
  } catch {
    return null
  }
}
