import { z } from 'zod'
import type { Approved } from '@/lib/approvals/approved'
import type { ProductOrder } from '@/lib/approvals/order-details'
import { formatMoney, parseAmount, toDecimal } from '@/lib/ledger/amounts/money'
import { Problem } from '@/lib/platform/http/problem'
import { isStorable } from '@/lib/platform/text/storable'
import { businessOf, hasBusiness, messageWith, payBusiness, readAtBusiness } from './at-business'
import type { ProtectedTool } from './protected-tool'

const QTY_MAX = 1_000

const DESCRIPTION = `Buys a product in the shop. Take its id from the list of products. The bank itself asks for approval on the
customer's phone, and shows product, quantity, unit price, total and merchant there. Without priceLimit the exact total is
the limit. "pending" means that the phone has been asked and nothing is bought: say so and end your answer.`

const input = z.strictObject({
  product: z.string().min(1).max(64).refine(isStorable, 'must be text').describe('id from the list of products'),
  qty: z.number().int().min(1).max(QTY_MAX).describe('how many'),
  priceLimit: z
    .string()
    .nullish()
    .describe('the most that all of them together may cost, such as "150.00"; only if the customer has said so'),
})

const offered = z.object({ id: z.string(), name: z.string(), price: z.string(), currency: z.string() })
/** What the shop sells, as it tells everybody. */
export const products = z.object({ products: z.array(offered) })

/** A purchase in the shop. The shop says what it costs, and neither the model nor the customer. */
export const purchaseTool = {
  type: 'product_order',
  name: 'buyProduct' as const,
  description: DESCRIPTION,
  input,
  limit: 'priceLimit',
  isOffered: hasBusiness('shop'),
  outside: { name: 'buy_product', title: 'Buy a product', scope: 'product:buy' },
  scope: 'product:buy',
  audience: () => businessOf('shop').audience,
  prepare: (args) => {
    const { product: id, qty, priceLimit } = input.parse(args)
    return async (customerId, identifier) => {
      const asked = `/api/products/${encodeURIComponent(id)}?qty=${qty}`
      const { name, price, currency } = (await readAtBusiness('shop', asked, z.object({ product: offered }))).product
      const amountMinor = (parseAmount(price, currency) ?? 0n) * BigInt(qty)
      const total = toDecimal(amountMinor, currency)
      if (priceLimit && amountMinor > (parseAmount(priceLimit, currency) ?? 0n))
        throw new Problem('price_limit', { detail: `${qty} × ${name} costs ${formatMoney(total, currency)}.` })
      const due = { kind: 'shop', amountMinor, currency, memo: `${qty} x ${name}` } as const
      const { order, payment } = await payBusiness(customerId, identifier, due)
      const merchant = payment.creditorName
      const details: ProductOrder = {
        ...{ type: 'product_order', identifier, product: { id, name }, qty },
        ...{ unitPrice: price, total, currency, merchant },
      }
      const bindingMessage = messageWith(name, (short) => `Buy ${qty} x ${short}, ${total} ${currency}, ${merchant}`)
      return { details, order, payment, marks: [], bindingMessage }
    }
  },
  request: (approved) => {
    const { product, qty, total } = orderIn(approved)
    return { url: businessOf('shop').audience, body: { product: product.id, qty, priceLimit: total } }
  },
  words: {
    thing: 'purchase',
    asked: inWords,
    done: (approved) => `${inWords(approved)} is bought`,
  },
} satisfies ProtectedTool

const orderIn = ({ details }: Approved) => details as ProductOrder
function inWords(approved: Approved): string {
  const { product, qty, total, currency, merchant } = orderIn(approved)
  return `${qty} × ${product.name} for ${formatMoney(total, currency)} from ${merchant}`
}
