import { requireIdempotencyKey } from '@/lib/platform/http/idempotency-key'
import { readJson } from '@/lib/platform/http/read-json'
import { approvedUnder, type Gate, requireGrant, requireScope } from '../door/grant'
import { digestOf, makeOrder, orderResponse } from '../door/order-requests'
import type { Business } from '../door/pursue'
import type { Route } from '../door/server'
import type { Store } from '../door/store'
import { exchange } from '../door/tenant'
import { requireBuy, whatToAskForBuy } from './buy'
import { type Market, requireTicker } from './market'
import { payingOut, payoutKey, requireSale, whatToAskForSale } from './sell'
import { type ShareOrder, shownShareOrder, wishedShares } from './share-order'

const SCOPE = 'stock:trade'

/**
 * `POST /api/orders`: buys or sells shares, with a token that the customer has approved for exactly this order; tells what
 * to ask the phone for, with one that names none.
 */
export function orderRoute(business: Business<ShareOrder>, sql: Store, market: Market, gate: Gate): Route {
  const { config, orders } = business
  return {
    method: 'POST',
    path: /^\/api\/orders$/,
    async handle(request, { address }) {
      const grant = await requireGrant(request, gate, address)
      requireScope(grant, SCOPE)
      const key = requireIdempotencyKey(request)
      const body = wishedShares.parse(await readJson(request))
      const wish = { ...body, ticker: requireTicker(body.ticker) }
      const { subject, token } = grant
      const digest = digestOf([wish.ticker, wish.side, wish.qty, `${wish.limitPrice ?? ''}`])
      const known = await orders.find(subject, key, digest)
      const approved = approvedUnder(grant, key)
      if (known?.status === 'confirmed') return orderResponse(shownShareOrder(known), true)
      if (wish.side === 'buy') {
        if (!approved) throw await whatToAskForBuy(config, market, grant, key, wish)
        const bought = { subject, key, digest, paymentKey: key, ...requireBuy(approved, wish, config, market) }
        return makeOrder(business, bought, () => exchange(config, token), shownShareOrder)
      }
      if (!approved) throw await whatToAskForSale(sql, market, grant, key, wish)
      const sale = await requireSale(sql, grant, approved, wish, config, market)
      const sold = { subject, key, digest, paymentKey: payoutKey(subject, key), ...sale }
      return makeOrder(business, sold, payingOut(config), shownShareOrder)
    },
  }
}
