import { z } from 'zod'
import { database, withDeadline } from '@/lib/platform/database/client'
import { env } from '@/lib/platform/env'
import { instant } from '@/lib/platform/time/instant'
import { limitIn, toDecimal } from './amounts/money'
import { currencyCode, decimalAmount } from './amounts/shown-amount'

/** What a customer may move in one currency: decimal strings. A day is UTC's, and what waits for an approval counts. */
export const limit = z.strictObject({
  currency: currencyCode,
  perTransfer: decimalAmount,
  perDay: decimalAmount,
  usedToday: decimalAmount.describe('what waits for an approval counts'),
  left: decimalAmount,
  renewsAt: instant.describe('when the next day begins, in UTC'),
})

export type Limit = z.output<typeof limit>

/** The customer's limits, one for each currency of their accounts. */
export async function readLimits(customerId: string): Promise<Limit[]> {
  const { TRANSFER_LIMIT, DAILY_LIMIT } = env()
  const { sql } = database()
  const rows = await withDeadline(sql<{ currency: string; used: bigint; renews_at: string }[]>`
    SELECT a.currency, coalesce(d.total_minor, 0) AS used, (t.day + 1)::timestamp AT TIME ZONE 'UTC' AS renews_at
    FROM (SELECT DISTINCT currency FROM accounts WHERE customer_id = ${customerId}) a
    CROSS JOIN (SELECT (now() AT TIME ZONE 'UTC')::date AS day) t
    LEFT JOIN daily_totals d ON d.customer_id = ${customerId} AND d.day = t.day AND d.currency = a.currency
    ORDER BY a.currency`)
  return rows.map(({ currency, used, renews_at }) => {
    const perDay = limitIn(currency, DAILY_LIMIT)
    return {
      currency,
      perTransfer: toDecimal(limitIn(currency, TRANSFER_LIMIT), currency),
      perDay: toDecimal(perDay, currency),
      usedToday: toDecimal(used, currency),
      left: toDecimal(used < perDay ? perDay - used : 0n, currency),
      renewsAt: new Date(renews_at).toISOString(),
    }
  })
}
