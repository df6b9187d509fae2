import { tool } from 'ai'
import { z } from 'zod'
import { listAccounts } from '@/lib/ledger/accounts/list-accounts'
import { formatMoney } from '@/lib/ledger/amounts/money'

/** The customer's own accounts, money both as a decimal string and as people write it. */
export const listAccountsTool = (customerId: string) =>
  tool({
    description: "Lists the customer's own accounts with ids, balances and what is available in each.",
    inputSchema: z.object({}),
    execute: async () => ({
      accounts: (await listAccounts(customerId)).map((account) => ({
        ...account,
        balanceFormatted: formatMoney(account.balance, account.currency),
        availableFormatted: formatMoney(account.available, account.currency),
      })),
    }),
  })
