import { type McpServer, requireScopes } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { hasBusiness, readAtBusiness } from '@/lib/ai/protected/at-business'
import { products } from '@/lib/ai/protected/purchase'
import { quoted, ticker } from '@/lib/ai/protected/share-order'
import { READING_SHARES, readHoldings } from '@/lib/auth0/ai/own-shares'
import { offerTool } from './offer-tool'
import type { Caller } from './require-agent'
import { resultOf } from './tool-result'

const LOOKS = { readOnlyHint: true, openWorldHint: false }

/** The tools that look at shop and brokerage, where they were started. What both show to everybody takes no scope. */
export function offerBusinesses(server: McpServer, { grant }: Caller): void {
  if (hasBusiness('shop')())
    offerTool(server, 'list_products', {
      title: 'List products',
      description: "What the shop sells, with ids and prices. A product's id is what buy_product takes.",
      input: z.strictObject({}),
      annotations: LOOKS,
      answer: async () => resultOf(await readAtBusiness('shop', '/api/products', products)),
    })
  if (!hasBusiness('brokerage')()) return
  offerTool(server, 'get_quote', {
    title: 'Quote a share',
    description: 'What one share costs now. Listed tickers only. It is no advice.',
    input: z.strictObject({ ticker }),
    annotations: LOOKS,
    answer: async (asked) => resultOf(await readAtBusiness('brokerage', `/api/quotes/${asked.ticker}`, quoted)),
  })
  offerTool(server, 'get_portfolio', {
    title: "See the customer's shares",
    description: "The customer's own shares, how many, and what they are worth at the prices of now.",
    input: z.strictObject({}),
    annotations: LOOKS,
    scopeChallenge: requireScopes(READING_SHARES),
    answer: async () => resultOf({ holdings: await readHoldings({ ofAgent: grant.token }) }),
  })
}
