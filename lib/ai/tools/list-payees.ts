import { tool } from 'ai'
import { z } from 'zod'
import { listPayees } from '@/lib/ledger/payees/list-payees'

/** Whom the customer may pay. There is no tool to add one: that is the customer's own to do, in the portal. */
export const listPayeesTool = (customerId: string) =>
  tool({
    description: "Lists the customer's saved payees; a payee's accountId is what transferFunds pays to.",
    inputSchema: z.object({}),
    execute: async () => ({ payees: await listPayees(customerId) }),
  })
