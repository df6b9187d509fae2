import { v7 as uuidv7 } from 'uuid'
import { database, withDeadline } from '@/lib/platform/database/client'
import { Problem } from '@/lib/platform/http/problem'
import type { ConditionalOrder, ConditionalWish } from './conditional-order'
import { getConditional } from './list-conditionals'
import { quotedPrice } from './quoted-price'

/** More than a customer can keep in mind. */
const PENDING_MAX = 10
const VALID_DAYS = 30

/**
 * Keeps an order until its price is there, for thirty days. Nothing is held, and the phone is not asked before.
 * @throws Problem `not_found` for a ticker that is not listed, `too_many_approvals`, `unavailable`
 */
export async function placeConditional(
  customerId: string,
  { ticker, qty, side, when, priceMinor, currency }: ConditionalWish,
  chatId: string | null = null,
): Promise<ConditionalOrder> {
  await quotedPrice(ticker)
  const id = uuidv7()
  const { sql } = database()
  // A lock on the customer's orders: of two at the same time, only one can be the last one allowed.
  const placed = await withDeadline(() =>
    sql.begin(async (tx) => {
      await tx`SELECT pg_advisory_xact_lock(hashtextextended(${`conditional ${customerId}`}, 0))`
      return tx`
        INSERT INTO conditional_orders (id, customer_id, chat_id, ticker, qty, side, price_is, price_minor, currency, expires_at)
        SELECT ${id}, ${customerId}, ${chatId}, ${ticker}, ${qty}, ${side}, ${when}, ${priceMinor}, ${currency},
          now() + make_interval(days => ${VALID_DAYS})
        WHERE (SELECT count(*) FROM conditional_orders
          WHERE customer_id = ${customerId} AND status = 'pending' AND expires_at > now()) < ${PENDING_MAX}
        RETURNING id`
    }),
  )
  if (placed.length === 0)
    throw new Problem('too_many_approvals', { detail: `At most ${PENDING_MAX} orders may wait.` })
  return getConditional(customerId, id)
}
