import type { ServiceConfig } from '../door/config'
import { openGate, requireGrant, requireScope } from '../door/grant'
import { healthRoutes } from '../door/health'
import { ordersRoute } from '../door/order-requests'
import { Orders } from '../door/orders'
import { type Route, type Server, serve } from '../door/server'
import { ORDERS_SQL, openStore } from '../door/store'
import { startSweeping } from '../door/sweep'
import { portfolioOf } from './holdings'
import { type Market, quotesRoute } from './market'
import { orderRoute } from './order-route'
import { payingOut } from './sell'
import { type ShareOrder, shownShareOrder } from './share-order'

const SQL = [ORDERS_SQL, new URL('schema.sql', import.meta.url)]
const MARKET: Market = { seed: 'baink', now: Date.now }
const READ_SCOPE = 'portfolio:read'

/** Opens the brokerage on its database: a resource server for shares, which pays and is paid through the bank. */
export async function openBrokerage(config: ServiceConfig, market = MARKET): Promise<Server> {
  const sql = await openStore(config.databaseUrl, 'brokerage', SQL)
  const business = { config, orders: new Orders<ShareOrder>(sql, 'brokerage') }
  const gate = openGate(config, sql, 'brokerage')
  const portfolio: Route = {
    method: 'GET',
    path: /^\/api\/portfolio$/,
    async handle(request, { address }) {
      const grant = await requireGrant(request, gate, address)
      requireScope(grant, READ_SCOPE)
      return Response.json({ holdings: await portfolioOf(sql, grant.subject, market) })
    },
  }
  const server = serve(config.url, [
    ...healthRoutes(config, sql),
    quotesRoute(market),
    portfolio,
    ordersRoute(gate, business.orders, shownShareOrder),
    orderRoute(business, sql, market, gate),
  ])
  // A sale is paid out with the brokerage's own money, whenever it is gone on with; a buy only while its token lives.
  const stopSweeping = startSweeping(business, (order) => (order.paymentKey === order.key ? null : payingOut(config)))
  return {
    listen: server.listen,
    async close() {
      await Promise.all([server.close(), stopSweeping()])
      await sql.end({ timeout: 1 })
    },
  }
}
