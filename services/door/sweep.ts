import { setTimeout as sleep } from 'node:timers/promises'
import { log } from '@/lib/platform/log'
import type { Order } from './orders'
import { type Business, type Fresh, pursue } from './pursue'

const ROUND_MS = 1_000

/**
 * Goes on, from now on, with orders that nobody drives any more: what a killed process, or a silent bank, left pending.
 * @param freshFor how to get a new token that pays for an order; null where only the customer's agent could
 * @returns what stops it, and waits for the order that is being driven
 */
export function startSweeping<Item>(
  business: Business<Item>,
  freshFor: (order: Order<Item>) => Fresh<Item> | null,
): () => Promise<void> {
  const stopping = new AbortController()
  const sweep = async () => {
    while (!stopping.signal.aborted) {
      try {
        for (const order of await business.orders.claimLapsed()) {
          const { order: now } = await pursue(business, order, freshFor(order))
          if (now.status !== 'pending') log.warn({ orderId: order.id, status: now.status }, 'an order was ended late')
        }
      } catch (error) {
        log.error({ err: error }, 'orders could not be ended')
      }
      await sleep(ROUND_MS, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }
  const swept = sweep()
  return () => {
    stopping.abort()
    return swept
  }
}
