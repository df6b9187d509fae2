import type { z } from 'zod'
import { uuid } from '@/lib/platform/text/uuid'
import { findTransactions, transaction } from './find-transactions'

const MOVEMENTS_MAX = 6

/** A line of the book, or both lines of a transfer between two own accounts as one. */
export const movement = transaction.extend({
  ownAccountId: uuid
    .nullable()
    .describe('the account that received it, where both are the customer’s own: the line is then the payer’s'),
})

export type Movement = z.output<typeof movement>

/** The last movements over all of a customer's accounts, newest first: six at most. */
export async function lastMovements(customerId: string): Promise<Movement[]> {
  const scope = { customerId, accountId: null, timeZone: 'UTC' }
  // Twice as many, and one: of a pair that begins the page, the other line may be the one behind it.
  const page = { before: null, limit: 2 * MOVEMENTS_MAX + 1, filter: {} }
  const { transactions: lines } = await findTransactions(scope, page)
  const transfers = [...new Set(lines.map(({ transferId }) => transferId))].slice(0, MOVEMENTS_MAX)
  return transfers.flatMap((transferId) => {
    const both = lines.filter((line) => line.transferId === transferId)
    const paid = both.find(({ amount }) => amount.startsWith('-')) ?? both[0]
    const received = both.find((line) => line !== paid)
    return paid ? [{ ...paid, ownAccountId: received?.accountId ?? null }] : []
  })
}
