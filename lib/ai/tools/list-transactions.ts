import { tool } from 'ai'
import { z } from 'zod'
import { findTransactions, type Transaction } from '@/lib/ledger/accounts/find-transactions'
import { listAccounts } from '@/lib/ledger/accounts/list-accounts'
import { sumTransactions } from '@/lib/ledger/accounts/sum-transactions'
import { transactionFilter } from '@/lib/ledger/accounts/transaction-filter'
import { formatMoney } from '@/lib/ledger/amounts/money'
import { localDate } from '@/lib/platform/time/day-start'

const LINES_MAX = 50
const LINES = 10

const DESCRIPTION = `Searches the customer's transactions: the whole history of one own account, or of all of them where
accountId is left out, newest first. Every filter given must match. "totals" count and sum all matches by currency,
direction and kind, also those beyond the "transactions" listed: never add up lines yourself. "between_own_accounts" is
neither spent nor earned. Dates, and each line's "date", are days in the customer's time zone.`

const input = z
  .strictObject({
    accountId: z.string().describe('id from listAccounts; left out for all accounts').optional(),
    limit: z.number().int().min(1).max(LINES_MAX).describe(`lines to list, ${LINES} by default`).optional(),
  })
  .extend(transactionFilter.shape)

/** The one search over transactions, for a model. Another customer's account is the same as none: an error. */
export const listTransactionsTool = (customerId: string, timeZone: string) =>
  tool({
    description: DESCRIPTION,
    inputSchema: input,
    execute: async ({ accountId, limit = LINES, ...given }) => {
      const scope = { customerId, accountId: accountId ?? null, timeZone }
      const filter = transactionFilter.parse(given)
      const { transactions, nextCursor } = await findTransactions(scope, { before: null, limit, filter })
      const totals = await sumTransactions(scope, filter)
      const accounts = new Map((await listAccounts(customerId)).map((account) => [account.id, account]))
      const named = (id: string) => {
        const { name = '', mask = '', currency = '' } = accounts.get(id) ?? {}
        return { id, name, mask, currency }
      }
      return {
        ...(accountId !== undefined && { account: named(accountId.toLowerCase()) }),
        transactions: transactions.map((line) => ({ ...asWritten(line, timeZone), account: named(line.accountId) })),
        hasMore: nextCursor !== null,
        totals: totals.map((total) => ({ ...total, sumFormatted: formatMoney(total.sum, total.currency) })),
        timeZone,
      }
    },
  })

function asWritten(line: Transaction, timeZone: string) {
  return {
    ...line,
    date: localDate(new Date(line.createdAt), timeZone),
    amountFormatted: formatMoney(line.amount, line.currency),
    balanceAfterFormatted: formatMoney(line.balanceAfter, line.currency),
  }
}
