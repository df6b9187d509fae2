import type { TransferValues } from './transfer-values'

/** An order that has been sent, or is about to be, and has no answer yet. */
export interface PendingOrder {
  /** The idempotency key: whatever happens, this order is sent under this key only. */
  key: string
  customerId: string
  /** The request's body, letter by letter: the same key with another body would be refused. */
  body: string
  /** Whether it was sent before and had no answer. */
  doubtful: boolean
  /** What the form held, to show it again. */
  values: TransferValues
  /** For people: `$25.00`, `Checking ••4321`, `Savings ••8765`. */
  shown: { amount: string; from: string; to: string }
}

const NAME = 'baink.pending-transfer'

/** Keeps the order for this tab, so that a reload or a crash of the page cannot make it be paid twice. */
export function keepPending(order: PendingOrder): void {
  try {
    sessionStorage.setItem(NAME, JSON.stringify(order))
  } catch {
    // Storage may be switched off. The order then lives as long as the page does.
  }
}

export function forgetPending(): void {
  try {
    sessionStorage.removeItem(NAME)
  } catch {
    // Nothing was kept either.
  }
}

/** The order of this customer that still waits for its answer, or null. Another customer's is thrown away. */
export function recallPending(customerId: string): PendingOrder | null {
  try {
    const order = JSON.parse(sessionStorage.getItem(NAME) ?? 'null') as PendingOrder | null
    if (order?.customerId === customerId) return { ...order, doubtful: true }
    forgetPending()
    return null
  } catch {
    return null
  }
}
