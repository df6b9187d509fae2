import { sql } from 'drizzle-orm'
import { check, index, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { approvals, customers, instant, money } from './schema'

/**
 * Orders of shares that wait for a price. The phone is asked once, when the price is there; how that ended is the
 * approval's state. A conditional order is never an order by itself.
 */
export const conditionalOrders = pgTable(
  'conditional_orders',
  {
    id: uuid('id').primaryKey(),
    customerId: uuid('customer_id')
      .notNull()
      .references(() => customers.id),
    /** Where Aiya was told of it, and says how it ended; null for one from the portal. */
    chatId: uuid('chat_id'),
    ticker: text('ticker').notNull(),
    side: text('side', { enum: ['buy', 'sell'] }).notNull(),
    qty: integer('qty').notNull(),
    /** The condition: the price of one share is below, or above, this. */
    when: text('price_is', { enum: ['below', 'above'] }).notNull(),
    priceMinor: money('price_minor').notNull(),
    currency: text('currency').notNull(),
    status: text('status', { enum: ['pending', 'asked', 'cancelled'] })
      .notNull()
      .default('pending'),
    /** Why it was cancelled, where the customer did not do it: a code. */
    reason: text('reason'),
    approvalId: uuid('approval_id').references(() => approvals.id),
    /** When to look at the price next. While a process looks, this is the end of its lease. */
    lookAfter: instant('look_after').notNull().defaultNow(),
    expiresAt: instant('expires_at').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    index('conditional_orders_customer').on(t.customerId, t.createdAt),
    index('conditional_orders_pending').on(t.lookAfter).where(sql`${t.status} = 'pending'`),
    check('conditional_orders_amounts', sql`${t.qty} > 0 AND ${t.priceMinor} > 0`),
    check('conditional_orders_words', sql`${t.side} IN ('buy', 'sell') AND ${t.when} IN ('below', 'above')`),
    check('conditional_orders_status', sql`${t.status} IN ('pending', 'asked', 'cancelled')`),
    check('conditional_orders_asked', sql`(${t.status} = 'asked') = (${t.approvalId} IS NOT NULL)`),
  ],
)
