import { tool } from 'ai'
import { z } from 'zod'
import { conditionalWish } from '@/lib/conditional-orders/conditional-order'
import { placeConditional } from '@/lib/conditional-orders/place-conditional'
import { formatMoney } from '@/lib/ledger/amounts/money'
import { asProblem } from '@/lib/platform/http/as-problem'

const DESCRIPTION = `Keeps an order of shares until the price of one share is below, or above, what the customer said, such as "buy
10 ZEKO when it is below 5". Nothing is bought or held now: the bank asks the customer's phone once the price is there, within
thirty days. Give no advice, and say that trading carries risk. For an order at the price of now, call placeOrder.`

const input = z.strictObject({
  ticker: z.string().describe('such as "ZEKO"'),
  qty: z.number().describe('how many shares'),
  side: z.enum(['buy', 'sell']),
  when: z.enum(['below', 'above']).describe('whether the price must be below or above `price`'),
  price: z.string().describe('of one share, as a decimal string such as "5.00"'),
})

/** Keeps an order until its price is there. Never throws: a refusal becomes a result that the model can put in words. */
export const orderWhenTool = (customerId: string, chatId: string) =>
  tool({
    description: DESCRIPTION,
    inputSchema: input,
    execute: async (args) => {
      try {
        const order = await placeConditional(customerId, conditionalWish.parse(args), chatId)
        const price = formatMoney(order.price, order.currency)
        const wish = `${order.side} ${order.qty} ${order.ticker} when one is ${order.when} ${price}`
        return { status: 'waiting', message: `I keep this for you: ${wish}. Your phone is asked then, and not before.` }
      } catch (error) {
        const { code, message } = asProblem(error)
        return { status: 'refused', code, message }
      }
    },
  })
