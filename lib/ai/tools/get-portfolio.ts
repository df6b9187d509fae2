import { tool } from 'ai'
import { z } from 'zod'
import { readHoldings, worthOf } from '@/lib/auth0/ai/own-shares'
import { formatMoney } from '@/lib/ledger/amounts/money'
import { told } from './told'

/** The customer's shares, read with a token that can do nothing else. */
export const getPortfolioTool = (idToken: string | null) =>
  tool({
    description:
      "Lists the customer's own shares, how many, and what they are worth at the prices of now. Give no advice.",
    inputSchema: z.object({}),
    execute: () =>
      told(async () => {
        const holdings = await readHoldings(idToken)
        const shown = holdings.map((one) => ({
          ...one,
          priceFormatted: formatMoney(one.price, one.currency),
          valueFormatted: formatMoney(one.value, one.currency),
        }))
        return { holdings: shown, totalFormatted: worthOf(holdings) }
      }),
  })
