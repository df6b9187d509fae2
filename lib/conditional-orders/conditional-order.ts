import { z } from 'zod'
import { parseAmount, toDecimal } from '@/lib/ledger/amounts/money'
import { currencyCode, decimalAmount } from '@/lib/ledger/amounts/shown-amount'
import { uuid } from '@/lib/platform/text/uuid'
import { instant } from '@/lib/platform/time/instant'

/** The currency that the brokerage quotes in. */
const CURRENCY = 'USD'
const QTY_MAX = 100_000

const terms = {
  ticker: z.string().regex(/^[A-Z]{1,6}$/, 'must be a ticker, like "ZEKO"'),
  qty: z.int().min(1).max(QTY_MAX),
  side: z.enum(['buy', 'sell']),
  when: z.enum(['below', 'above']).describe('whether the price of one share must be below or above `price`'),
}

/** What a customer wants bought or sold once the price is there. `price` becomes `priceMinor`, in cents. */
export const conditionalWish = z
  .strictObject({ ...terms, price: z.string('must be a decimal string').describe('of one share, such as "5.00"') })
  .transform(({ price, ...rest }, context) => {
    const priceMinor = parseAmount(price, CURRENCY)
    if (priceMinor !== null && priceMinor > 0n) return { ...rest, priceMinor, currency: CURRENCY }
    context.addIssue({ code: 'custom', path: ['price'], message: 'must be a positive amount, like "5.00"' })
    return z.NEVER
  })

export type ConditionalWish = z.output<typeof conditionalWish>

/** A conditional order as the API shows it. */
export const conditionalOrder = z.strictObject({
  id: uuid,
  status: z
    .enum(['pending', 'asked', 'filled', 'denied', 'expired', 'cancelled'])
    .describe('pending until the price is there, then asked on the phone until that has ended'),
  reason: z.string().nullable(),
  ...terms,
  price: decimalAmount,
  currency: currencyCode,
  approvalId: uuid.nullable().describe('of the request on the phone, once there is one'),
  createdAt: instant,
  expiresAt: instant,
})

export type ConditionalOrder = z.input<typeof conditionalOrder>

export interface ConditionalRow {
  id: string
  status: ConditionalOrder['status']
  reason: string | null
  ticker: string
  qty: number
  side: 'buy' | 'sell'
  price_is: 'below' | 'above'
  price_minor: bigint
  currency: string
  approval_id: string | null
  created_at: string
  expires_at: string
}

export function asConditionalOrder(row: ConditionalRow): ConditionalOrder {
  const { id, status, reason, ticker, qty, side, currency } = row
  return {
    id,
    status,
    reason,
    ticker,
    qty,
    side,
    when: row.price_is,
    price: toDecimal(row.price_minor, currency),
    currency,
    approvalId: row.approval_id,
    createdAt: new Date(row.created_at).toISOString(),
    expiresAt: new Date(row.expires_at).toISOString(),
  }
}
