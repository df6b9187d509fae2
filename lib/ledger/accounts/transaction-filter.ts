import { z } from 'zod'
import { searchedText } from '@/lib/platform/text/searched-text'
import { dayOfBook } from './day-of-book'
import { placeOf } from './transaction-cursor'

const TRANSACTIONS_MAX = 100
const TRANSACTIONS_DEFAULT = 20
const SEARCHED_CHARACTERS_MAX = 100
const LIMIT_WORDS = `must be a whole number from 1 to ${TRANSACTIONS_MAX}`

const searched = searchedText(SEARCHED_CHARACTERS_MAX)
const amount = z.string().regex(/^\d{1,15}(\.\d{1,4})?$/, 'must be an amount like 25.00, without a sign')

const fields = {
  q: searched
    .describe('words that all stand in the description or in the name or nickname of the other side, in any case')
    .optional(),
  counterparty: searched.describe('words that all stand in the name or nickname of the other side').optional(),
  direction: z.enum(['in', 'out'], 'must be "in" or "out"').optional(),
  from: dayOfBook.describe("the first day, in the customer's time zone").optional(),
  to: dayOfBook.describe("the last day, in the customer's time zone").optional(),
  min: amount.describe("the least that was moved, in the account's currency").optional(),
  max: amount.describe("the most that was moved, in the account's currency").optional(),
}

/** Which lines of the book are wanted; without any member, all of them. */
export const transactionFilter = z.strictObject(fields).superRefine(inOrder)
export type TransactionFilter = z.output<typeof transactionFilter>

/** The parameters of a page of transactions. */
export const transactionPage = z
  .strictObject({
    ...fields,
    cursor: z
      .string()
      .transform((cursor, context) => {
        const before = placeOf(cursor)
        if (before === null) context.addIssue({ code: 'custom', message: 'must be a nextCursor of this statement' })
        return before
      })
      .default(null),
    limit: z
      .string()
      .regex(/^\d{1,3}$/, LIMIT_WORDS)
      .transform(Number)
      .refine((limit) => limit >= 1 && limit <= TRANSACTIONS_MAX, LIMIT_WORDS)
      .default(TRANSACTIONS_DEFAULT),
  })
  .superRefine(inOrder)
  .transform(({ cursor, limit, ...filter }) => ({ before: cursor, limit, filter }))

export interface TransactionPage {
  /** Transactions before this place in the book; null for the newest. */
  before: bigint | null
  limit: number
  filter: TransactionFilter
}

/**
 * Reads `cursor`, `limit` (1 to 100, 20 by default) and the filter from an address. An empty parameter is none.
 * @throws ZodError naming each bad one, one that is not known, and one that is given twice.
 */
export function parseTransactionPage(query: URLSearchParams): TransactionPage {
  const given = [...new Set(query.keys())].map((name) => [name, query.getAll(name)] as const)
  const twice = given.filter(([, values]) => values.length > 1)
  if (twice.length > 0) {
    throw new z.ZodError(
      twice.map(([name]) => ({ code: 'custom', path: [name], message: 'must be given once', input: undefined })),
    )
  }
  return transactionPage.parse(Object.fromEntries(given.flatMap(([name, [value]]) => (value ? [[name, value]] : []))))
}

function inOrder(filter: TransactionFilter, context: z.RefinementCtx): void {
  const { from, to, min, max } = filter
  if (from && to && from > to) {
    context.addIssue({ code: 'custom', path: ['to'], message: 'must not be before from' })
  }
  if (min && max && Number(min) > Number(max)) {
    context.addIssue({ code: 'custom', path: ['max'], message: 'must not be less than min' })
  }
}
