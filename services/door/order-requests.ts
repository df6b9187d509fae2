import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { crashPoint } from '@/lib/platform/crash-point'
import { listCursor, listLimit, pageOf } from '@/lib/platform/http/list-page'
import { Problem } from '@/lib/platform/http/problem'
import { type Gate, requireGrant } from './grant'
import type { Order, Orders, Wish } from './orders'
import { type Business, type Fresh, type Pursued, pursue } from './pursue'
import type { Route } from './server'
import { unknownOutcome } from './unavailable'

const PAGE = 20
/** How long a request waits for the process that drives the same order. */
const OTHERS_MS_MAX = 10_000
const LOOK_MS = 100

const page = z.object({ cursor: listCursor.nullable(), limit: listLimit(PAGE) })

/** SHA-256 of what an order asks for, in a fixed spelling. */
export function digestOf(members: (string | number | null)[]): string {
  return createHash('sha256').update(JSON.stringify(members)).digest('hex')
}

/**
 * Makes an approved order, once for its key: places it, pays, and answers 201 with it. A repeated one is answered again.
 * @param fresh gets the token that pays
 * @throws Problem: nothing was paid, or, as `unavailable`, the outcome is open
 */
export async function makeOrder<Item>(
  business: Business<Item>,
  wish: Wish<Item>,
  fresh: Fresh<Item>,
  show: (order: Order<Item>) => object,
): Promise<Response> {
  crashPoint('order_received')
  const { order, mine } = await business.orders.place(wish)
  const { order: ended, why } = mine ? await pursue(business, order, fresh) : await ofOthers(business.orders, order)
  if (ended.status === 'confirmed') return orderResponse(show(ended), !mine)
  if (ended.status === 'pending') throw unknownOutcome()
  throw (
    why ?? new Problem('approval_mismatch', { detail: 'The order was not paid. Ask for it again under another key.' })
  )
}

/** Waits for whoever drives the order now. */
async function ofOthers<Item>(orders: Orders<Item>, order: Order<Item>): Promise<Pursued<Item>> {
  const deadline = performance.now() + OTHERS_MS_MAX
  let now = order
  while (now.status === 'pending' && performance.now() < deadline) {
    await sleep(LOOK_MS)
    now = (await orders.find(order.subject, order.key)) ?? now
  }
  return { order: now, why: null }
}

/** 201 with the order, and whether it had been made before. */
export function orderResponse(order: object, replayed: boolean): Response {
  return Response.json({ order }, { status: 201, headers: replayed ? { 'Idempotency-Replayed': 'true' } : {} })
}

/** `GET /api/orders`: the customer's own that were paid, newest first, for any token of this business. */
export function ordersRoute<Item>(gate: Gate, orders: Orders<Item>, show: (order: Order<Item>) => object): Route {
  return {
    method: 'GET',
    path: /^\/api\/orders$/,
    async handle(request, { address }) {
      const { subject } = await requireGrant(request, gate, address)
      const { searchParams } = new URL(request.url)
      const asked = page.parse({ cursor: searchParams.get('cursor') ?? '', limit: searchParams.get('limit') ?? '' })
      const rows = await orders.list(subject, asked.cursor, asked.limit)
      const { page: shown, nextCursor } = pageOf(rows, asked.limit, ({ createdAt: at, id }) => ({ at, id }))
      return Response.json({ orders: shown.map(show), nextCursor })
    },
  }
}
