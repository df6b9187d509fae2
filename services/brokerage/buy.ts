import type { ApprovedOrder } from '@/lib/approvals/order-details'
import { parseAmount, toDecimal } from '@/lib/ledger/amounts/money'
import { Problem } from '@/lib/platform/http/problem'
import { chosenPayer, paymentDetail } from '../door/bank'
import type { ServiceConfig } from '../door/config'
import { approvalRequired, type Grant, mismatch } from '../door/grant'
import { type Payment, transferOf } from '../door/orders'
import { exchange } from '../door/tenant'
import type { Market } from './market'
import { CURRENCY, priceAt, type Ticker, wasQuoted } from './price'
import { memoFor, type ShareOrder, type WishedShares } from './share-order'

/**
 * The refusal that tells what the phone must be asked for: this buy at the price of now, which stays firm, and the payment
 * for it. What would be refused later is refused now.
 */
export async function whatToAskForBuy(
  config: ServiceConfig,
  market: Market,
  grant: Grant,
  key: string,
  wish: WishedShares & { ticker: Ticker },
) {
  const priceMinor = priceAt(market.seed, wish.ticker, market.now())
  const [price, total] = [priceMinor, priceMinor * BigInt(wish.qty)].map((minor) => toDecimal(minor, CURRENCY))
  if (wish.limitPrice !== undefined && priceMinor > wish.limitPrice)
    throw new Problem('price_limit', { detail: `A share costs ${price} ${CURRENCY} now.` })
  const exchanged = await exchange(config, grant.token)
  const order = { toAccountId: config.accountId, amount: `${total}`, currency: CURRENCY }
  const fromAccountId = await chosenPayer(config, exchanged.token, order)
  const paying = { ...order, fromAccountId, memo: memoFor(wish) }
  const payment = await paymentDetail(config, exchanged.token, key, paying)
  const { ticker, side, qty } = wish
  const limitPrice = toDecimal(wish.limitPrice ?? priceMinor, CURRENCY)
  const detail = { type: 'stock_order', identifier: key, ticker, side, qty, limitPrice, currency: CURRENCY }
  return approvalRequired(grant, [detail, payment], `Buy ${memoFor(wish)} at ${price}, ${total} ${CURRENCY}`)
}

/**
 * Requires that the customer has approved exactly this buy, at a price that was quoted in the last six minutes.
 * @throws Problem `approval_mismatch` or `price_limit`
 */
export function requireBuy(
  { order, payment }: ApprovedOrder,
  wish: WishedShares & { ticker: Ticker },
  { accountId }: ServiceConfig,
  { seed, now }: Market,
): { item: ShareOrder; payment: Payment } {
  if (order.type !== 'stock_order' || !payment) throw mismatch('The token is not for a buy.')
  requireSame(order, wish)
  if (payment.creditorAccount.id !== accountId || payment.remittanceInformationUnstructured !== memoFor(wish))
    throw mismatch('The token does not pay for this order.')
  const total = parseAmount(payment.instructedAmount.amount, CURRENCY) ?? 0n
  const priceMinor = total / BigInt(wish.qty)
  if (priceMinor * BigInt(wish.qty) !== total) throw mismatch('The token does not pay a price for each share.')
  if (!wasQuoted(seed, wish.ticker, priceMinor, now()))
    throw new Problem('price_limit', { detail: 'That price was not quoted in the last six minutes.' })
  const { ticker, side, qty } = wish
  return { item: { ticker, side, qty, priceMinor: `${priceMinor}` }, payment: transferOf(payment) }
}

/** @throws Problem `approval_mismatch` unless ticker, side, number and limit are the ones that were approved */
export function requireSame(order: Extract<ApprovedOrder['order'], { type: 'stock_order' }>, wish: WishedShares): void {
  const isSame = order.ticker === wish.ticker && order.side === wish.side && order.qty === wish.qty
  const limitMinor = parseAmount(order.limitPrice, CURRENCY)
  if (!isSame || order.currency !== CURRENCY || (wish.limitPrice ?? limitMinor) !== limitMinor)
    throw mismatch('The token does not name this order.')
}
