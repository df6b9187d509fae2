import type { Transaction } from '@/lib/ledger/accounts/find-transactions'

/** What somebody wrote to a transfer; null where the description only repeats who was paid, or is all there is. */
export function memoOf({
  description,
  counterparty,
}: Pick<Transaction, 'description' | 'counterparty'>): string | null {
  const isMadeUp = description === `Transfer to ${counterparty}` || description === `Transfer from ${counterparty}`
  return counterparty && !isMadeUp ? description : null
}
