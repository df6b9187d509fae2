import type { TransferValues } from './transfer-values'

/** One place for each customer, as for orders without an answer (pending-order.ts). */
const nameFor = (customerId: string) => `baink.transfer-draft.${customerId}`

/** Keeps for this tab what the form holds, lest it is lost with the session or a reload; nothing where nothing is typed. */
export function keepDraft(customerId: string, values: TransferValues): void {
  const isEmpty = values.amount.trim() === '' && values.memo.trim() === ''
  if (isEmpty) {
    forgetDraft(customerId)
    return
  }
  try {
    sessionStorage.setItem(nameFor(customerId), JSON.stringify(values))
  } catch {
    // Storage may be switched off. The draft then lives as long as the page does.
  }
}

export function forgetDraft(customerId: string): void {
  try {
    sessionStorage.removeItem(nameFor(customerId))
  } catch {
    // Nothing was kept either.
  }
}

/** What this customer had typed and not sent, or null. */
export function recallDraft(customerId: string): TransferValues | null {
  try {
    return JSON.parse(sessionStorage.getItem(nameFor(customerId)) ?? 'null') as TransferValues | null
  } catch {
    return null
  }
}
