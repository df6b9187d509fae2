import { z } from 'zod'
import { dayOfBook } from '@/lib/ledger/accounts/day-of-book'

/** The parameters of a statement. */
export const statementPeriod = z
  .strictObject({
    from: dayOfBook
      .describe("the first day, in the customer's time zone; the account's first where it is left out")
      .optional(),
    to: dayOfBook.describe("the last day, in the customer's time zone; today where it is left out").optional(),
  })
  .superRefine(({ from, to }, context) => {
    if (from && to && from > to) context.addIssue({ code: 'custom', path: ['to'], message: 'must not be before from' })
  })

export type StatementPeriod = z.output<typeof statementPeriod>

/** Reads `from` and `to` from an address. @throws ZodError naming each bad one, and one that is not known */
export function parseStatementPeriod(query: URLSearchParams): StatementPeriod {
  const given = [...query].filter(([name, value]) => name !== 'customer' && value !== '')
  return statementPeriod.parse(Object.fromEntries(given))
}
