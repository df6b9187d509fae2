import { z } from 'zod'
import type { ApprovedOrder } from '@/lib/approvals/order-details'
import { parseAmount, toDecimal } from '@/lib/ledger/amounts/money'
import { requireIdempotencyKey } from '@/lib/platform/http/idempotency-key'
import { Problem } from '@/lib/platform/http/problem'
import { readJson } from '@/lib/platform/http/read-json'
import { chosenPayer, paymentDetail } from '../door/bank'
import {
  approvalRequired,
  approvedUnder,
  type Gate,
  type Grant,
  mismatch,
  requireGrant,
  requireScope,
} from '../door/grant'
import { digestOf, makeOrder, orderResponse } from '../door/order-requests'
import { type Order, transferOf } from '../door/orders'
import type { Business } from '../door/pursue'
import type { Route } from '../door/server'
import type { Store } from '../door/store'
import { exchange } from '../door/tenant'
import { findProduct, type Product, requireStock } from './catalogue'

const SCOPE = 'product:buy'
const QTY_MAX = 1_000

/** What is kept of a purchase. Amounts are minor units, as decimal digits, since JSON has no whole numbers of their size. */
export interface Purchase {
  product: string
  qty: number
  unitPriceMinor: string
  totalMinor: string
  currency: string
}

const wished = z.strictObject({
  product: z.string().min(1).max(64),
  qty: z.int().min(1).max(QTY_MAX),
  priceLimit: z.string('must be a decimal string, like "150.00"').optional(),
})

type Wished = z.output<typeof wished>

/** The order as it is answered. */
export function shownPurchase({ id, item, transferId, createdAt }: Order<Purchase>) {
  const { product, qty, totalMinor, currency } = item
  const total = toDecimal(BigInt(totalMinor), currency)
  return { id, product, qty, total, currency, transferId, createdAt: createdAt.toISOString() }
}

/**
 * `POST /api/orders`: buys, with a token that the customer has approved for exactly this order; tells what to ask the
 * phone for, with one that names none.
 */
export function buyRoute(business: Business<Purchase>, sql: Store, gate: Gate): Route {
  return {
    method: 'POST',
    path: /^\/api\/orders$/,
    async handle(request, { address }) {
      const { config, orders } = business
      const grant = await requireGrant(request, gate, address)
      requireScope(grant, SCOPE)
      const key = requireIdempotencyKey(request)
      const wish = wished.parse(await readJson(request))
      const digest = digestOf([wish.product, wish.qty, wish.priceLimit ?? null])
      const known = await orders.find(grant.subject, key, digest)
      const approved = approvedUnder(grant, key)
      if (known?.status === 'confirmed') return orderResponse(shownPurchase(known), true)
      const product = await findProduct(sql, wish.product)
      if (!product) throw new Problem('not_found', { detail: 'There is no such product.' })
      if (!approved) throw await whatToAskFor(business, grant, key, wish, product)
      const { item, payment } = requirePurchase(approved, wish, product, config.accountId)
      const paying = { subject: grant.subject, key, digest, item, payment, paymentKey: key }
      return makeOrder(business, paying, () => exchange(config, grant.token), shownPurchase)
    },
  }
}

/**
 * Requires that the customer has approved exactly this purchase, at today's price.
 * @throws Problem `approval_mismatch` or `price_limit`
 */
function requirePurchase({ order, payment }: ApprovedOrder, wish: Wished, product: Product, accountId: string) {
  const { id, name, currency, priceMinor } = product
  if (order.type !== 'product_order' || !payment) throw mismatch('The token is not for a purchase.')
  const names: [unknown, unknown][] = [
    [order.product.id, id],
    [order.product.name, name],
    [order.qty, wish.qty],
    [order.currency, currency],
    [order.merchant, payment.creditorName],
    [payment.creditorAccount.id, accountId],
    [payment.remittanceInformationUnstructured, memoFor(product, wish)],
  ]
  if (names.some(([said, is]) => said !== is)) throw mismatch('The token does not name this purchase.')
  if (parseAmount(order.unitPrice, currency) !== priceMinor)
    throw new Problem('price_limit', { detail: 'The price is another one than the customer has approved.' })
  requireWithinLimit(wish, product)
  const [unitPriceMinor, totalMinor] = [`${priceMinor}`, `${priceMinor * BigInt(wish.qty)}`]
  const item: Purchase = { product: id, qty: wish.qty, unitPriceMinor, totalMinor, currency }
  return { item, payment: transferOf(payment) }
}

/** What the customer reads beside the payment, at the bank. */
const memoFor = ({ name }: Product, { qty }: Wished) => `${qty} x ${name}`

/** @throws Problem `price_limit`, or the ZodError's problem for a limit that is no amount */
function requireWithinLimit({ qty, priceLimit }: Wished, { priceMinor, currency }: Product): void {
  if (priceLimit === undefined) return
  const limitMinor = parseAmount(priceLimit, currency)
  const total = priceMinor * BigInt(qty)
  if (limitMinor === null || limitMinor <= 0n) {
    const message = `must be a positive amount with the decimals of ${currency}, like "150.00"`
    throw new z.ZodError([{ code: 'custom', path: ['priceLimit'], message, input: priceLimit }])
  }
  if (total > limitMinor)
    throw new Problem('price_limit', { detail: `That costs ${toDecimal(total, currency)} ${currency}.` })
}

/**
 * The refusal that tells what the phone must be asked for: this order at today's price, and the payment for it. What would
 * be refused later is refused now. Nothing is kept or reserved.
 */
async function whatToAskFor({ config }: Business<Purchase>, grant: Grant, key: string, wish: Wished, product: Product) {
  requireWithinLimit(wish, product)
  requireStock(product, wish.qty)
  const { currency, priceMinor } = product
  const total = toDecimal(priceMinor * BigInt(wish.qty), currency)
  const exchanged = await exchange(config, grant.token)
  const order = { toAccountId: config.accountId, amount: total, currency }
  const fromAccountId = await chosenPayer(config, exchanged.token, order)
  const payment = await paymentDetail(config, exchanged.token, key, {
    ...order,
    fromAccountId,
    memo: memoFor(product, wish),
  })
  const detail = {
    type: 'product_order',
    identifier: key,
    product: { id: product.id, name: product.name },
    qty: wish.qty,
    unitPrice: toDecimal(priceMinor, currency),
    total,
    currency,
    merchant: payment.creditorName,
  }
  return approvalRequired(
    grant,
    [detail, payment],
    `Buy ${memoFor(product, wish)}, ${total} ${currency}, ${payment.creditorName}`,
  )
}
