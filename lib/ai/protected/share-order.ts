import { z } from 'zod'
import type { Approved } from '@/lib/approvals/approved'
import type { StockOrder } from '@/lib/approvals/order-details'
import { formatMoney, parseAmount, toDecimal } from '@/lib/ledger/amounts/money'
import { Problem } from '@/lib/platform/http/problem'
import { businessOf, hasBusiness, payBusiness, readAtBusiness } from './at-business'
import type { ProtectedTool } from './protected-tool'

const QTY_MAX = 100_000

const DESCRIPTION = `Buys or sells shares at the brokerage, at the market's price within a limit. Give no advice, and say that
trading carries risk. The bank itself asks for approval on the customer's phone, and shows ticker, side, quantity and limit
there. "pending" means that the phone has been asked and nothing is traded: say so and end your answer.`

/** The name of a share. */
export const ticker = z.string().regex(/^[A-Z]{1,6}$/, 'must be a listed ticker, such as "ZEKO"')

const input = z.strictObject({
  ticker,
  qty: z.number().int().min(1).max(QTY_MAX).describe('how many shares'),
  side: z.enum(['buy', 'sell']),
  limitPrice: z
    .string()
    .nullish()
    .describe('the most that one share may cost, or for a sale the least it must bring, such as "4.80"'),
})

/** The price of a share, as the brokerage tells everybody. */
export const quoted = z.object({ quote: z.object({ ticker: z.string(), price: z.string(), currency: z.string() }) })

/** An order of shares. The brokerage says what one costs; a buy is paid when it is made, and a sale brings money afterwards. */
export const shareOrderTool = {
  type: 'stock_order',
  name: 'placeOrder' as const,
  description: DESCRIPTION,
  input,
  limit: 'limitPrice',
  isOffered: hasBusiness('brokerage'),
  outside: { name: 'place_order', title: 'Order shares', scope: 'stock:trade' },
  scope: 'stock:trade',
  audience: () => businessOf('brokerage').audience,
  prepare: (args) => {
    const { ticker, qty, side, limitPrice } = input.parse(args)
    return async (customerId, identifier) => {
      const { price, currency } = (await readAtBusiness('brokerage', `/api/quotes/${ticker}`, quoted)).quote
      const atLimit = limitPrice ?? price
      const [each, limit] = [parseAmount(price, currency) ?? 0n, parseAmount(atLimit, currency) ?? 0n]
      if (limit <= 0n || (side === 'buy' ? each > limit : each < limit))
        throw new Problem('price_limit', { detail: `A share costs ${formatMoney(price, currency)} now.` })
      const details: StockOrder = {
        ...{ type: 'stock_order', identifier, ticker, side, qty },
        ...{ limitPrice: atLimit, currency },
      }
      const amountMinor = each * BigInt(qty)
      const total = `${toDecimal(amountMinor, currency)} ${currency}`
      const selling = `Sell ${qty} ${ticker} at ${atLimit} or more`
      if (side === 'sell') return { details, order: null, marks: [], bindingMessage: selling }
      const due = { kind: 'brokerage', amountMinor, currency, memo: `${qty} ${ticker}` } as const
      const paid = await payBusiness(customerId, identifier, due)
      return { details, ...paid, marks: [], bindingMessage: `Buy ${qty} ${ticker} at ${price}, ${total}` }
    }
  },
  request: (approved) => {
    const { ticker, qty, side, limitPrice } = orderIn(approved)
    return { url: businessOf('brokerage').audience, body: { ticker, qty, side, limitPrice } }
  },
  words: {
    thing: 'order',
    asked: inWords,
    done: (approved) =>
      `${orderIn(approved).qty} ${orderIn(approved).ticker} ${orderIn(approved).side === 'buy' ? 'bought' : 'sold'}`,
  },
} satisfies ProtectedTool

const orderIn = ({ details }: Approved) => details as StockOrder
function inWords(approved: Approved): string {
  const { ticker, qty, side, limitPrice, currency } = orderIn(approved)
  return `${side} ${qty} ${ticker} at ${side === 'buy' ? 'most' : 'least'} ${formatMoney(limitPrice, currency)} each`
}
