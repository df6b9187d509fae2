import type { Customer } from '@/lib/ledger/customer'
import { database, withDeadline } from '@/lib/platform/database/client'

/** Longer than asking the brokerage and the ledger takes; whoever dies while looking is replaced after it. */
const LEASE_SECONDS = 30
const AT_ONCE_MAX = 50

/** A conditional order whose price this process looks at now. `priceMinor` is in minor units of the brokerage's currency. */
export interface Due {
  id: string
  customer: Customer
  chatId: string | null
  ticker: string
  qty: number
  side: 'buy' | 'sell'
  when: 'below' | 'above'
  priceMinor: bigint
  currency: string
}

/** Claims the orders that are due, the longest waiting first. Two replicas never get the same one. */
export async function claimDue(): Promise<Due[]> {
  const rows = await withDeadline(database().sql<
    (Omit<Due, 'customer'> & Record<'customerId' | 'subject' | 'name', string>)[]
  >`
    UPDATE conditional_orders o SET look_after = now() + make_interval(secs => ${LEASE_SECONDS}) FROM customers c
    WHERE c.id = o.customer_id AND o.id IN (
      SELECT id FROM conditional_orders WHERE status = 'pending' AND look_after <= now() AND expires_at > now()
      ORDER BY look_after LIMIT ${AT_ONCE_MAX} FOR UPDATE SKIP LOCKED)
    RETURNING o.id, o.chat_id AS "chatId", o.ticker, o.qty, o.side, o.price_is AS "when", o.price_minor AS "priceMinor", o.currency,
      o.customer_id AS "customerId", c.subject, c.name`)
  return rows.map(({ customerId, subject, name, ...due }) => ({ ...due, customer: { id: customerId, subject, name } }))
}

/** Has somebody look again after `seconds`. */
export async function lookAgain(ids: string[], seconds: number): Promise<void> {
  if (ids.length === 0) return
  const { sql } = database()
  await withDeadline(sql`
    UPDATE conditional_orders SET look_after = now() + make_interval(secs => ${seconds})
    WHERE id IN ${sql(ids)} AND status = 'pending'`)
}

/**
 * Writes down that the phone is about to be asked.
 * @returns false if the customer has withdrawn the order meanwhile: then nobody may be asked
 */
export async function noteAsked(id: string, approvalId: string): Promise<boolean> {
  const rows = await withDeadline(database().sql`
    UPDATE conditional_orders SET status = 'asked', approval_id = ${approvalId}
    WHERE id = ${id} AND status = 'pending' RETURNING id`)
  return rows.length === 1
}

/** Gives the order up, for what no later look could mend. */
export async function giveUp(id: string, reason: string): Promise<void> {
  await withDeadline(database().sql`
    UPDATE conditional_orders SET status = 'cancelled', reason = ${reason} WHERE id = ${id} AND status = 'pending'`)
}
