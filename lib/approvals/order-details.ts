import { z } from 'zod'
import { isCurrency, parseAmount } from '@/lib/ledger/amounts/money'
import { uuid } from '@/lib/platform/text/uuid'
import { type PaymentInitiation, paymentInitiation, shownText } from './payment-initiation'

const NAME_CHARACTERS_MAX = 140
const QTY_MAX = 1_000_000

const qty = z.number().int().min(1).max(QTY_MAX)
const currency = z.string().refine(isCurrency, 'must be an ISO 4217 currency code')

/**
 * The authorization detail (RFC 9396) of a purchase, as the shop priced it: `total` is `qty` times `unitPrice`, all decimal
 * strings with the currency's decimals.
 */
export const productOrder = z
  .strictObject({
    type: z.literal('product_order'),
    identifier: uuid,
    product: z.strictObject({ id: z.string().regex(/^[\w-]{1,64}$/), name: shownText(NAME_CHARACTERS_MAX) }),
    qty,
    unitPrice: z.string(),
    total: z.string(),
    currency,
    merchant: shownText(NAME_CHARACTERS_MAX),
  })
  .refine(({ unitPrice, ...order }) => positive(unitPrice, order.currency) !== null, mustBePositive('unitPrice'))
  .refine(({ total, ...order }) => positive(total, order.currency) !== null, mustBePositive('total'))
  .refine((order) => positive(order.total, order.currency) === times(order.unitPrice, order), {
    path: ['total'],
    message: 'must be unitPrice times qty',
  })

/** The same of an order of shares: for a buy `limitPrice` is the most that one may cost, for a sale the least it must bring. */
export const stockOrder = z
  .strictObject({
    type: z.literal('stock_order'),
    identifier: uuid,
    ticker: z.string().regex(/^[A-Z]{1,6}$/),
    side: z.enum(['buy', 'sell']),
    qty,
    limitPrice: z.string(),
    currency,
  })
  .refine(({ limitPrice, ...order }) => positive(limitPrice, order.currency) !== null, mustBePositive('limitPrice'))

export type ProductOrder = z.output<typeof productOrder>
export type StockOrder = z.output<typeof stockOrder>

/** What a customer approved at a business: the order, and the transfer that pays for it; null for a sale of shares. */
export type ApprovedOrder =
  | { order: ProductOrder; payment: PaymentInitiation }
  | { order: StockOrder; payment: PaymentInitiation | null }

/**
 * Reads the details of an order's token, or null where they are not exactly one order that agrees with its payment. A
 * purchase costs its total; shares cost at most their limit, because the price is the market's; a sale has no payment.
 */
export function readOrderDetails(details: unknown): ApprovedOrder | null {
  if (!Array.isArray(details)) return null
  const purchase = z.tuple([productOrder, paymentInitiation]).safeParse(details).data
  if (purchase) {
    const [order, payment] = purchase
    return agree(order, payment) && paidBy(payment) === times(order.unitPrice, order) ? { order, payment } : null
  }
  const sale = z.tuple([stockOrder]).safeParse(details).data
  if (sale) return sale[0].side === 'sell' ? { order: sale[0], payment: null } : null
  const buy = z.tuple([stockOrder, paymentInitiation]).safeParse(details).data
  if (buy?.[0].side !== 'buy') return null
  const [order, payment] = buy
  const [paid, most] = [paidBy(payment), times(order.limitPrice, order)]
  return agree(order, payment) && paid !== null && most !== null && paid <= most ? { order, payment } : null
}

function agree(order: ProductOrder | StockOrder, { identifier, instructedAmount }: PaymentInitiation): boolean {
  return order.identifier === identifier && order.currency === instructedAmount.currency
}

function paidBy({ instructedAmount: { amount, currency: paidIn } }: PaymentInitiation): bigint | null {
  return positive(amount, paidIn)
}

function times(price: string, order: { qty: number; currency: string }): bigint | null {
  const each = positive(price, order.currency)
  return each === null ? null : each * BigInt(order.qty)
}

/** Minor units; null for what is no positive amount with the currency's decimals. */
function positive(amount: string, code: string): bigint | null {
  const minor = isCurrency(code) ? parseAmount(amount, code) : null
  return minor !== null && minor > 0n ? minor : null
}

function mustBePositive(member: string) {
  return { path: [member], message: 'must be a positive amount with the decimals of the currency' }
}
