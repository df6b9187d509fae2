import { tool } from 'ai'
import { z } from 'zod'
import { readAtBusiness } from '@/lib/ai/protected/at-business'
import { quoted, ticker } from '@/lib/ai/protected/share-order'
import { formatMoney } from '@/lib/ledger/amounts/money'
import { told } from './told'

/** With the time of the price, for the card. */
const timed = z.object({ quote: quoted.shape.quote.extend({ at: z.iso.datetime() }) })

/** The price of a share, which the brokerage tells everybody. */
export const getQuoteTool = () =>
  tool({
    description: 'Tells what one share costs now. Give no advice on it. Listed tickers only.',
    inputSchema: z.strictObject({ ticker }),
    execute: (asked) =>
      told(async () => {
        const { quote } = await readAtBusiness('brokerage', `/api/quotes/${asked.ticker}`, timed)
        return { quote: { ...quote, priceFormatted: formatMoney(quote.price, quote.currency) } }
      }),
  })
