import { createHash } from 'node:crypto'
import type { ApprovedOrder } from '@/lib/approvals/order-details'
import { parseAmount, toDecimal } from '@/lib/ledger/amounts/money'
import { Problem } from '@/lib/platform/http/problem'
import { paymentDetail } from '../door/bank'
import type { ServiceConfig } from '../door/config'
import { approvalRequired, type Grant, mismatch } from '../door/grant'
import type { Payment } from '../door/orders'
import type { Fresh } from '../door/pursue'
import type { Store } from '../door/store'
import { ownToken } from '../door/tenant'
import { requireSame } from './buy'
import { lastPayer, sharesOf } from './holdings'
import type { Market } from './market'
import { CURRENCY, priceAt, type Ticker, wasQuoted } from './price'
import { memoFor, type ShareOrder, type WishedShares } from './share-order'

/**
 * The key under which a sale is paid out: made of customer and key together, because two customers may have sent the same
 * one (RFC 9562 section 5.8). The bank makes it as well (payout_key.sql), and so knows which approval the payout settles.
 */
export function payoutKey(subject: string, key: string): string {
  const hash = createHash('sha256').update(`payout ${subject} ${key.toLowerCase()}`).digest('hex')
  const parts = [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    `a${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ]
  return parts.join('-')
}

/** The refusal that tells what the phone must be asked for: this sale. What would be refused later is refused now. */
export async function whatToAskForSale(
  sql: Store,
  { seed, now }: Market,
  grant: Grant,
  key: string,
  wish: WishedShares & { ticker: Ticker },
) {
  const { ticker, side, qty } = wish
  const priceMinor = priceAt(seed, ticker, now())
  if ((await sharesOf(sql, grant.subject, ticker)) < BigInt(qty)) throw new Problem('insufficient_shares')
  if (wish.limitPrice !== undefined && priceMinor < wish.limitPrice)
    throw new Problem('price_limit', { detail: `A share brings ${toDecimal(priceMinor, CURRENCY)} ${CURRENCY} now.` })
  const limitPrice = toDecimal(wish.limitPrice ?? priceMinor, CURRENCY)
  const detail = { type: 'stock_order', identifier: key, ticker, side, qty, limitPrice, currency: CURRENCY }
  return approvalRequired(grant, [detail], `Sell ${memoFor(wish)} at ${limitPrice} ${CURRENCY} or more`)
}

/**
 * Requires that the customer has approved exactly this sale. It brings the price of now, or its limit where that was
 * quoted in the last six minutes: a quote is firm for the time that the phone takes.
 * @throws Problem `approval_mismatch`, `price_limit` or `insufficient_shares`
 */
export async function requireSale(
  sql: Store,
  { subject, issuedAt }: Pick<Grant, 'subject' | 'issuedAt'>,
  { order, payment }: ApprovedOrder,
  wish: WishedShares & { ticker: Ticker },
  { accountId }: ServiceConfig,
  { seed, now }: Market,
): Promise<{ item: ShareOrder; payment: Payment }> {
  if (order.type !== 'stock_order' || payment) throw mismatch('The token is not for a sale.')
  requireSame(order, wish)
  const at = now()
  const [nowMinor, limitMinor] = [priceAt(seed, wish.ticker, at), parseAmount(order.limitPrice, CURRENCY) ?? 0n]
  if (nowMinor < limitMinor && !wasQuoted(seed, wish.ticker, limitMinor, at))
    throw new Problem('price_limit', { detail: `A share brings ${toDecimal(nowMinor, CURRENCY)} ${CURRENCY} now.` })
  const priceMinor = nowMinor < limitMinor ? limitMinor : nowMinor
  const toAccountId = await lastPayer(sql, subject)
  if (!toAccountId) throw new Problem('insufficient_shares')
  const { ticker, side, qty } = wish
  const amount = toDecimal(priceMinor * BigInt(qty), CURRENCY)
  return {
    item: { ticker, side, qty, priceMinor: `${priceMinor}`, approvedAt: issuedAt },
    payment: { fromAccountId: accountId, toAccountId, amount, currency: CURRENCY, memo: memoFor(wish) },
  }
}

/**
 * How to get a token that pays a sale out: the brokerage's own money, so that no customer's token is needed. It is no
 * younger than the customer's, or a sale that was approved before a freeze would be paid after the thaw.
 */
export function payingOut(config: ServiceConfig): Fresh<ShareOrder> {
  return async ({ paymentKey, payment, item }) => {
    const { token } = await ownToken(config)
    return ownToken(config, await paymentDetail(config, token, paymentKey, payment), item.approvedAt)
  }
}
