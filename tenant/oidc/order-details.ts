import { z } from 'zod'
import { money, type PaymentInitiation } from './payment-initiation'
import { text } from './shown-text'

const NAME_MAX = 140
/** More than one order needs, and little enough that no total overflows. */
const QTY_MAX = 1_000_000

const qty = z.number().int().min(1).max(QTY_MAX)
const currency = z.string().length(3)

/** A purchase, as the shop priced it. The phone shows it above the transfer that pays for it. */
export const ProductOrder = z
  .strictObject({
    type: z.literal('product_order'),
    identifier: z.guid(),
    product: z.strictObject({ id: z.string().regex(/^[\w-]{1,64}$/), name: text(NAME_MAX) }),
    qty,
    unitPrice: z.string(),
    total: z.string(),
    currency,
    merchant: text(NAME_MAX),
  })
  .superRefine(requireMoney('unitPrice', 'total'))
  .refine((order) => minor(order.total) === minor(order.unitPrice) * BigInt(order.qty), {
    path: ['total'],
    message: 'must be unitPrice times qty',
  })

/** An order of shares. `limitPrice` is the most that one may cost, or for a sale the least that one must bring. */
export const StockOrder = z
  .strictObject({
    type: z.literal('stock_order'),
    identifier: z.guid(),
    ticker: z.string().regex(/^[A-Z]{1,6}$/),
    side: z.enum(['buy', 'sell']),
    qty,
    limitPrice: z.string(),
    currency,
  })
  .superRefine(requireMoney('limitPrice'))

export type ProductOrder = z.infer<typeof ProductOrder>
export type StockOrder = z.infer<typeof StockOrder>

/**
 * What is wrong between an order and the transfer that pays for it; undefined where both agree. A purchase costs its
 * total; shares cost at most their limit, because the price is the market's.
 */
export function disagreement(order: ProductOrder | StockOrder, payment: PaymentInitiation): string | undefined {
  if (payment.identifier !== order.identifier) return 'identifier: must be the same in both details'
  if (payment.instructedAmount.currency !== order.currency) return 'currency: must be the same in both details'
  const paid = minor(payment.instructedAmount.amount)
  if (order.type === 'product_order') {
    return paid === minor(order.total) ? undefined : 'amount: must be the total of the order'
  }
  return paid <= minor(order.limitPrice) * BigInt(order.qty)
    ? undefined
    : 'amount: must be at most qty times limitPrice'
}

function requireMoney<Member extends string>(...members: Member[]) {
  return (order: Record<Member, string> & { currency: string }, context: z.RefinementCtx) => {
    for (const member of members) {
      const parsed = money.safeParse({ currency: order.currency, amount: order[member] })
      const message = parsed.error?.issues[0]?.message
      if (message !== undefined) context.addIssue({ code: 'custom', path: [member], message })
    }
  }
}

/** Minor units. Within one currency all amounts have the same number of decimals; what is no amount counts as none. */
function minor(amount: string): bigint {
  return /^[\d.]+$/.test(amount) ? BigInt(amount.replaceAll('.', '')) : -1n
}
