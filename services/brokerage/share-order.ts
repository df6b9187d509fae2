import { z } from 'zod'
import { parseAmount, toDecimal } from '@/lib/ledger/amounts/money'
import type { Order } from '../door/orders'
import { CURRENCY } from './price'

const QTY_MAX = 100_000

/** What is kept of an order of shares. `priceMinor` is of one share, in cents, as decimal digits. */
export interface ShareOrder {
  ticker: string
  side: 'buy' | 'sell'
  qty: number
  priceMinor: string
  /** Of a sale: when the customer's token was issued, in seconds since 1970. A freeze after it stops the payout for good. */
  approvedAt?: number
}

const limit = z.string('must be a decimal string, like "4.80"').transform((text, context) => {
  const limitMinor = parseAmount(text, CURRENCY)
  if (limitMinor !== null && limitMinor > 0n) return limitMinor
  context.addIssue({ code: 'custom', message: 'must be a positive amount with two decimals, like "4.80"' })
  return z.NEVER
})

/** The body of an order. `limitPrice` is in cents: the most that a share may cost, or the least that it must bring. */
export const wishedShares = z.strictObject({
  ticker: z.string().min(1).max(12),
  qty: z.int().min(1).max(QTY_MAX),
  side: z.enum(['buy', 'sell']),
  limitPrice: limit.optional(),
})

export type WishedShares = z.output<typeof wishedShares>

/** What the customer reads beside the payment, at the bank. */
export const memoFor = ({ qty, ticker }: Pick<WishedShares, 'qty' | 'ticker'>) => `${qty} ${ticker}`

/** The order as it is answered. */
export function shownShareOrder({ id, item, transferId, createdAt }: Order<ShareOrder>) {
  const { ticker, side, qty, priceMinor } = item
  const [price, total] = [BigInt(priceMinor), BigInt(priceMinor) * BigInt(qty)].map((minor) =>
    toDecimal(minor, CURRENCY),
  )
  return { id, ticker, side, qty, price, total, currency: CURRENCY, transferId, createdAt: createdAt.toISOString() }
}
