import { z } from 'zod'

const TRANSACTIONS_MAX = 100
const TRANSACTIONS_DEFAULT = 20
const SEQUENCE_MAX = 2n ** 63n - 1n

/** The cursor is a place in the book, wrapped so that nobody takes it for a number to count with. */
export function cursorAt(sequence: bigint): string {
  return Buffer.from(sequence.toString()).toString('base64url')
}

function placeOf(cursor: string): bigint | null {
  const text = Buffer.from(cursor, 'base64url').toString()
  if (!/^[1-9]\d{0,18}$/.test(text)) return null
  const sequence = BigInt(text)
  return sequence <= SEQUENCE_MAX && cursorAt(sequence) === cursor ? sequence : null
}

const page = z.object({
  cursor: z.string().transform((cursor, context) => {
    if (cursor === '') return null
    const before = placeOf(cursor)
    if (before === null) context.addIssue({ code: 'custom', message: 'must be a nextCursor of this statement' })
    return before
  }),
  limit: z.string().transform((limit, context) => {
    if (limit === '') return TRANSACTIONS_DEFAULT
    const transactions = /^\d{1,3}$/.test(limit) ? Number(limit) : 0
    if (transactions < 1 || transactions > TRANSACTIONS_MAX) {
      context.addIssue({ code: 'custom', message: `must be a whole number from 1 to ${TRANSACTIONS_MAX}` })
    }
    return transactions
  }),
})

export interface StatementPage {
  /** Transactions before this place in the book; null for the newest. */
  before: bigint | null
  limit: number
}

/**
 * Reads `cursor` and `limit` (1 to 100, 20 by default) from an address.
 * @throws ZodError naming the bad one.
 */
export function parseStatementPage(query: URLSearchParams): StatementPage {
  const { cursor, limit } = page.parse({ cursor: query.get('cursor') ?? '', limit: query.get('limit') ?? '' })
  return { before: cursor, limit }
}
