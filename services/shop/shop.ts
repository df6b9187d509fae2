import { z } from 'zod'
import { Problem } from '@/lib/platform/http/problem'
import type { ServiceConfig } from '../door/config'
import { openGate } from '../door/grant'
import { healthRoutes } from '../door/health'
import { ordersRoute } from '../door/order-requests'
import { Orders } from '../door/orders'
import { type Route, type Server, serve } from '../door/server'
import { ORDERS_SQL, openStore, type Store } from '../door/store'
import { startSweeping } from '../door/sweep'
import { buyRoute, type Purchase, shownPurchase } from './buy'
import { findProduct, listProducts, requireStock, shownProduct } from './catalogue'

const SQL = [ORDERS_SQL, new URL('schema.sql', import.meta.url)]

/** Opens the shop on its database: a resource server with a catalogue, which is paid through the bank. */
export async function openShop(config: ServiceConfig): Promise<Server> {
  const sql = await openStore(config.databaseUrl, 'shop', SQL)
  const business = { config, orders: new Orders<Purchase>(sql, 'shop') }
  const gate = openGate(config, sql, 'shop')
  const server = serve(config.url, [
    ...healthRoutes(config, sql),
    products(sql),
    oneProduct(sql),
    ordersRoute(gate, business.orders, shownPurchase),
    buyRoute(business, sql, gate),
  ])
  // Only the customer's agent holds what pays: what was not sent in time is given up.
  const stopSweeping = startSweeping(business, () => null)
  return {
    listen: server.listen,
    async close() {
      await Promise.all([server.close(), stopSweeping()])
      await sql.end({ timeout: 1 })
    },
  }
}

const products = (sql: Store): Route => ({
  method: 'GET',
  path: /^\/api\/products$/,
  handle: async () => Response.json({ products: (await listProducts(sql)).map(shownProduct) }),
})

const enough = z.object({ qty: z.coerce.number().int().min(1).default(1) })

/** `GET /api/products/{id}?qty=`: the product, where there are as many of it now. */
const oneProduct = (sql: Store): Route => ({
  method: 'GET',
  path: /^\/api\/products\/([\w-]{1,64})$/,
  async handle(request, { parameter: id }) {
    const { qty } = enough.parse(Object.fromEntries(new URL(request.url).searchParams))
    const product = await findProduct(sql, id)
    if (!product) throw new Problem('not_found', { detail: 'There is no such product.' })
    requireStock(product, qty)
    return Response.json({ product: shownProduct(product) })
  },
})
