import { tool } from 'ai'
import { z } from 'zod'
import { accountNumbers } from '@/lib/ledger/accounts/account-numbers'

/** The customer's own full account numbers: everywhere else only the last digits are shown. */
export const listAccountNumbersTool = (customerId: string) =>
  tool({
    description: "Gives the full numbers of the customer's own accounts. Only for a customer who asks for them.",
    inputSchema: z.object({}),
    execute: async () => ({ accounts: await accountNumbers(customerId) }),
  })
