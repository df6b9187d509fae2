import { tool } from 'ai'
import { z } from 'zod'
import { findAccount } from '@/lib/accounts/list-accounts'
import { readStatement } from '@/lib/accounts/read-statement'
import { formatMoney } from '@/lib/transfers/money'

const LINES_MAX = 50
const LINES = 10

/** The newest lines of one own account. Another customer's id is the same as none, and comes back as an error. */
export const listTransactionsTool = (customerId: string) =>
  tool({
    description: "Lists the newest transactions of one of the customer's own accounts.",
    inputSchema: z.object({
      accountId: z.string().describe('id from listAccounts'),
      limit: z.number().int().min(1).max(LINES_MAX).optional(),
    }),
    execute: async ({ accountId, limit = LINES }) => {
      const { id, name, mask, currency } = await findAccount(customerId, accountId)
      const { transactions } = await readStatement(customerId, id, { before: null, limit })
      return {
        account: { id, name, mask, currency },
        transactions: transactions.map((line) => ({
          ...line,
          amountFormatted: formatMoney(line.amount, currency),
          balanceAfterFormatted: formatMoney(line.balanceAfter, currency),
        })),
      }
    },
  })
